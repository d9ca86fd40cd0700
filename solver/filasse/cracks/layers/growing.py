"""The interphase on the reactive nodes: what it gains in a stage, and what that takes.

A node's surface gains the thickness that the law gives for the whole of a stage, on the part of it
that lithium touches. So growth is as exact as the law wherever lithium stays, whatever the step,
and an opening that runs empty asks for lithium in proportion to what it holds: never for more.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from filasse.cracks.electrochemistry import ElectricSystem
from filasse.cracks.filling import Saturation
from filasse.cracks.layers.layer_stage import LayerStage
from filasse.cracks.layers.pulling import Pulling
from filasse.cracks.state import NO_LAYER, FilmState
from filasse.physics.surface_layer import SurfaceLayer

type FloatArray = npt.NDArray[np.float64]


class Layers:
    """The layers on the reactive nodes of a geometry."""

    def __init__(
        self, law: SurfaceLayer, electric: ElectricSystem, pulling: Pulling | None = None
    ) -> None:
        """Set up.

        Args:
            law: of the layer.
            electric: has the nodes that it is for: all but those of the counter electrode, and
                of a planar interface that is coated.
            pulling: how it loads the electrolyte; None where it does not.
        """
        self.law, self.electric, self.pulling = law, electric, pulling
        self._bare = electric.is_counter.copy()
        if electric.cover.is_coating:
            self._bare[electric.anode] = True  # it keeps lithium off the electrolyte

    @property
    def fresh(self) -> FloatArray:
        """Thickness at the start of a run [m], shape (m,)."""
        return self._where_it_grows(np.full(self.electric.m, self.electric.model.first_layer))

    def stage(self, film: FilmState, filled: Saturation, step: float) -> LayerStage:
        """What the layer does in a stage [s], at an iterate and its filled parts."""
        law, start = self.law, film.layer
        contact = self.contact(filled.value)
        gain = self._gain(start, step)
        by_current = law.growth_by_current(step * np.where(film.current > 0, film.current, 0.0))
        slope = law.growth_by_current(step * np.where(film.current > 0, 1.0, 0.0))
        gain = gain + by_current
        thickness = start + contact * gain
        by_slope = contact * law.added_resistance(thickness, slope)
        return LayerStage(
            filled=filled,
            contact=contact,
            gain=gain,
            charge_by_current=self._where_it_grows(contact * law.charge_consumed(slope)),
            thickness=thickness,
            resistance=self._where_it_grows(law.resistance(thickness)),
            resistance_by_contact=self._where_it_grows(law.added_resistance(thickness, gain)),
            resistance_by_current=self._where_it_grows(by_slope),
            taken_if_full=self.lithium(gain),
        )

    def contact(self, filled: FloatArray) -> FloatArray:
        """Part of every reactive node that lithium touches, shape (m,).

        Args:
            filled: part of every film node, shape (n,).
        """
        return self._where_it_grows(self.electric.active(filled))

    def lithium(self, growth: FloatArray) -> FloatArray:
        """Lithium that growths of the nodes [m] take from the film nodes [m^2], shape (n,)."""
        charge = self.law.charge_consumed(growth)
        return self.electric.model.volume_per_charge * self.electric.face_sum(charge)

    def lithium_of_anode(self, growth: FloatArray) -> FloatArray:
        """Lithium that growths [m] take from the anode's nodes [m^2], shape (n_anode,)."""
        charge = self._where_it_grows(self.law.charge_consumed(growth))
        taken = self.electric.model.volume_per_charge * self.electric.areas * charge
        return np.asarray(taken[self.electric.anode], dtype=np.float64)

    def charge(self, growth: FloatArray) -> float:
        """Lithium that growths [m] of all nodes take, as charge per unit depth [C/m]."""
        return float(self.electric.areas @ self._where_it_grows(self.law.charge_consumed(growth)))

    def swelling(self, thickness: FloatArray) -> FloatArray:
        """Volume by which layers [m] narrow every opening [m^2], shape (n,), or `NO_LAYER`.

        What they open by pulling at the electrolyte counts less.
        """
        swollen = self.law.swelling(thickness)
        if not swollen.any():
            return NO_LAYER
        narrowed = self.electric.face_sum(swollen)
        return narrowed if self.pulling is None else narrowed - self.pulling.opened(thickness)

    def entering(
        self, guess: FilmState, start: FilmState, part: FloatArray, step: float
    ) -> FilmState:
        """First iterate of a stage, narrowed by what the layers will be at its end.

        Args:
            guess: of the films.
            start: what the stage starts from.
            part: filled part of every film node at the guess, shape (n,).
            step: [s].
        """
        thickness = start.layer + self.contact(part) * self._gain(start.layer, step)
        return guess.with_layer(start.layer, self.swelling(thickness))

    def continued(
        self, first: FloatArray, second: FloatArray, part: float
    ) -> tuple[FloatArray, FloatArray]:
        """Thickness to which growth leads on [m], and lithium to give back for it [m^2].

        Lithium and layer together are extrapolated in proportion to time, the thickness by its
        law; what the law gives less than proportion does, is still lithium.

        Args:
            first: thickness [m], shape (m,).
            second: a later one [m], shape (m,).
            part: time since the first over that between the two.
        """
        thickness = self.law.continued(first, second, part)
        linear = first + part * (second - first)
        return thickness, self.lithium(linear - thickness)

    def _gain(self, start: FloatArray, step: float) -> FloatArray:
        """Thickness gained in full contact, without a current [m], shape (m,)."""
        return self.law.grown(start, step) - start if step > 0 else np.zeros_like(start)

    def _where_it_grows(self, values: FloatArray) -> FloatArray:
        """Values where there may be a layer."""
        return np.where(self._bare, 0.0, values)

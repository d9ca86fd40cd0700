"""How the model is solved: growth, mesh, time stepping, output."""

from typing import Annotated, Literal

from pydantic import Field

from filasse.config.sections.base import Count, Flag, Number, Quantity, Section
from filasse.config.sections.electrolyte import ActivationEnergy

Speed = Annotated[float, Quantity("m/s", "um/s", 1e-15, 1e4, "1 um/s")]
Size = Annotated[float, Quantity("m", "um", 1e-11, 0.1, "1 um")]
TimeStep = Annotated[float, Quantity("s", "s", 1e-9, 1e9, "10 s")]
Tolerance = Annotated[Number, Field(ge=1e-14, le=0.1)]


class GrowthLaw(Section):
    """Law of crack growth, and its numbers."""

    kind: Literal["griffith", "power", "exponential"] = "griffith"
    """Not at all below K_IC; or subcritically, v = v0 (K/K_c)^n or v = v0 exp[n (K/K_c - 1)]."""

    speed: Speed | None = None
    """Speed v0 at K = K_IC and 298.15 K; nothing was measured for LLZO or LPSCl so far."""

    exponent: Annotated[Number, Field(gt=0.0, le=500.0)] | None = None
    """Exponent n: 20 to 30 are typical of oxides and glasses."""

    threshold: Annotated[Number, Field(ge=0.0, lt=1.0)] = 0.0
    """K/K_IC below which nothing moves."""

    largest_speed: Speed = 1e3
    """Speed that is never exceeded below K_IC."""

    activation_energy: ActivationEnergy = 0.0
    """Activation energy of the speed (Arrhenius)."""


class Growth(Section):
    """Crack growth."""

    law: GrowthLaw = GrowthLaw()
    """When and how fast a crack grows below its toughness."""

    step: Size
    """Length that a critical tip advances at a time."""

    short_circuit_distance: Size
    """Distance of a tip from the counter electrode that counts as a short circuit."""

    criterion: Literal["max_energy", "hoop_stress", "local_symmetry"] = "max_energy"
    """Where tips turn: most energy released for its cost, largest hoop stress, or no shear."""

    micro_flaw: Size
    """Length of the crack that starts anew from the wall of a pore."""

    tolerance: Annotated[Number, Field(ge=1e-12, le=1e-2)] = 1e-6
    """How exactly a time step lands on K = K_IC, as |K/K_IC - 1|."""

    max_steps: Annotated[Count, Field(ge=0, le=1_000_000)] = 10_000
    """The run stops after so many growth steps."""


class Mesh(Section):
    """Largest cell sizes; in between, sizes grow with the distance."""

    far: Size
    """Far from everything."""

    tip: Size
    """At crack tips."""

    lip: Size
    """Along crack lips."""

    anode: Size
    """Along the anode."""

    grading: Annotated[Number, Field(ge=0.05, le=1.0)] = 0.25
    """Growth of the cell size per distance."""

    boundary: Size | None = None
    """Along grain boundaries; by default an eighth of the grain size."""

    quarter_point: Flag = True
    """Quarter-point elements at the tips."""


class Numerics(Section):
    """Solvers and time steps."""

    coupling: Literal["monolithic", "staggered"] = "monolithic"
    """Solve plating, lithium flow and fracture together or in turns."""

    time_tolerance: Annotated[Number, Field(ge=1e-8, le=0.5)] = 1e-3
    """Relative error allowed in one time step."""

    newton_tolerance: Tolerance = 1e-10
    """Relative residual at which Newton's method stops."""

    max_newton: Annotated[Count, Field(ge=1, le=1000)] = 100
    """Newton iterations before a time step is cut."""

    initial_time_step: TimeStep | None = None
    """First time step; chosen automatically by default."""

    max_time_step: TimeStep | None = None
    """Longest time step; not limited by default."""

    parallel: Literal["auto", "replicated", "distributed"] = "auto"
    """Over MPI ranks: a field to each (faster, more memory), all fields spread, or what fits."""


class Output(Section):
    """What is written to the results folder."""

    fields_every: Annotated[Count, Field(ge=0, le=1_000_000)] = 1
    """Write the fields every so many growth steps; 0 never."""

    figures: Flag = True
    """Draw figures at the end."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """How much the log tells."""

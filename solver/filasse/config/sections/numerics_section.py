"""How the model is solved: mesh, time stepping, output."""

from typing import Annotated, Literal

from pydantic import Field

from filasse.config.sections.section_base import Count, Flag, Number, Section, UnitFloat

Size = Annotated[float, UnitFloat("m", "um", 1e-11, 0.1, "1 um")]
TimeStep = Annotated[float, UnitFloat("s", "s", 1e-9, 1e9, "10 s")]
Tolerance = Annotated[Number, Field(ge=1e-14, le=0.1)]


class MeshSection(Section):
    """Largest cell sizes; in between, sizes grow with the distance."""

    far: Size
    """Far from everything."""

    tip: Size
    """At crack tips."""

    lip: Size
    """Along crack faces."""

    anode: Size
    """Along the anode."""

    grading: Annotated[Number, Field(ge=0.05, le=1.0)] = 0.25
    """Growth of the cell size per distance."""

    boundary: Size | None = None
    """Along grain boundaries; by default an eighth of the grain size."""

    quarter_point: Flag = True
    """Quarter-point elements at the tips."""


class NumericsSection(Section):
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

    linear_solver: Literal["auto", "direct", "multigrid"] = "auto"
    """Of elasticity in space: one factor, multigrid with columns dealt out to ranks, or the faster
    one that fits."""


class OutputSection(Section):
    """What is written to the results folder."""

    fields_every: Annotated[Count, Field(ge=0, le=1_000_000)] = 1
    """Write the fields every so many growth steps; 0 never."""

    every: TimeStep | None = None
    """Steps end at all multiples of this simulated time, with a row and, unless `fields_every` is
    0, fields there; left out, steps are as long as their error allows."""

    times: tuple[TimeStep, ...] = ()
    """Single times likewise."""

    figures: Flag = True
    """Draw figures at the end."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """How much the log tells."""

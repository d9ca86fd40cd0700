"""Every mistake in a value is told with its place, its value and a remedy."""

from collections.abc import Callable

import pytest

from filasse.config import Config
from filasse.errors import ConfigError

LENGTH = "write a number with a unit like um, for instance `100 um`"
CREEP = "lithium.creep={name: LePage2019, prefactor: %s}"
CASES = [
    # wrong quantities
    ("geometry.width=20 mA", f'geometry.width = "20 mA" has the wrong kind of unit; {LENGTH}'),
    ("geometry.width=20", f"geometry.width = 20 has no unit; {LENGTH}"),
    ('geometry.width="20"', f'geometry.width = "20" has no unit; {LENGTH}'),
    ("geometry.width=1,5 um", 'geometry.width = "1,5 um" has a decimal comma'),
    ("geometry.width=20 micron", "has the unknown unit 'micron' (did you mean 'um'?)"),
    ("geometry.width=100 UM", "has the unknown unit 'UM' (did you mean 'um'?)"),
    ("geometry.width=true", f"geometry.width = true is not a quantity; {LENGTH}"),
    ("geometry.width=[1]", "geometry.width is not a quantity"),
    ("geometry.width={a: 1}", "geometry.width is not a quantity"),
    ("geometry.width=", "geometry.width has no value"),
    ("geometry.width=.nan", "geometry.width = NaN has no unit"),
    ("geometry.width=.inf", "geometry.width = Infinity has no unit"),
    ("geometry.width=nan um", "has no number before its unit"),
    ("geometry.width=-100 um", 'geometry.width = "-100 um" must not be negative; check the sign'),
    ("geometry.width=0", "geometry.width = 0 is outside the sensible range 0.01 um to"),
    ("geometry.width=100 km", "is outside the sensible range 0.01 um to 100000 um"),
    ("geometry.width=100 m", "is outside the sensible range 0.01 um to"),
    ("geometry.flaws.0.angle=1.2", "geometry.flaws.0.angle = 1.2 has no unit"),
    ("geometry.flaws.0.angle=95 deg", "is outside the sensible range -90 deg to 90 deg"),
    ("temperature=25", "temperature = 25 has no unit; write a number with a unit like K"),
    ("temperature=0", "temperature = 0 has no unit"),
    ("temperature=-300 degC", "is below absolute zero; check the number and the unit"),
    ("temperature=200 degC", "is outside the sensible range 150 K to 453 K"),
    ("electrolyte.youngs_modulus=150 Pa", "is outside the sensible range 0.0001 GPa to 1000 GPa"),
    ("electrolyte.youngs_modulus=150 gpa", "did you mean 'GPa'?"),
    ("electrolyte.fracture_toughness=1 MPa", "has the wrong kind of unit"),
    ("electrolyte.fracture_toughness=1 mPa m^0.5", "is outside the sensible range"),
    ("electrolyte.ionic_conductivity=0.5 MS/cm", "is outside the sensible range"),
    (
        "lithium.creep={name: LePage2019, prefactor: 7e-37 Pa^-6 s^-1}",
        "has the wrong kind of unit; write a number with",
    ),
    (
        "lithium.creep={exponent: 6.6}",
        "lithium.creep lacks prefactor, activation_energy; add them, or name the law that they",
    ),
    (
        "lithium.creep={name: LePage2019, exponent: 5}",
        "lithium.creep.prefactor is missing; add `prefactor: 1e-37 Pa^-n s^-1`",
    ),
    (
        "lithium.creep={kind: sinh}",
        'lithium.creep.kind = "sinh" is not one of: power_law, hyperbolic_sine; known: power_law',
    ),
    (
        "lithium.creep={kind: hyperbolic_sine, exponent: 4, reference_stres: 1 MPa}",
        "lithium.creep.reference_stres is an unknown key; did you mean 'reference_stress'?",
    ),
    (
        "lithium.creep={kind: hyperbolic_sine, exponent: 0, prefactor: 1 MPa}",
        'creep.prefactor = "1 MPa" has the wrong kind of unit; write a number with a unit like s',
    ),
    (
        "lithium.creep={kind: hyperbolic_sine, name: LePage2019}",
        "is not the kind of the preset LePage2019, which is power_law; delete the name",
    ),
    ("lithium.creep.exponent=0.5", "lithium.creep.exponent = 0.5 must be at least 1"),
    (
        "lithium.creep={name: LePage2019, prefactor: 1e99 Pa^-6.6 s^-1}",
        "is outside the sensible range 1e-300",
    ),
    ("protocol.current_density=0", "is outside the sensible range"),
    ("protocol.current_density=-1 mA/cm^2", "must not be negative; to strip, write protocol.steps"),
    ("protocol.stop_time=5 um", "has the wrong kind of unit"),
    # wrong numbers
    ("electrolyte.poisson_ratio=0.6", "electrolyte.poisson_ratio = 0.6 must be less than 0.5"),
    ("electrolyte.poisson_ratio=-1", "must be greater than -1"),
    ('electrolyte.poisson_ratio="0.3"', 'electrolyte.poisson_ratio = "0.3" is not a number'),
    ("electrolyte.poisson_ratio=true", "electrolyte.poisson_ratio = true is not a number"),
    ("electrolyte.poisson_ratio=.nan", "electrolyte.poisson_ratio = NaN is not a finite number"),
    ("numerics.newton_tolerance=.inf", "= Infinity is not a finite number"),
    ("numerics.newton_tolerance=1e400", "= Infinity is not a finite number"),
    ("numerics.newton_tolerance=1e-6 m", "is not a number; write a plain number"),
    ("numerics.max_newton=2.5", "numerics.max_newton = 2.5 is not a whole number"),
    ("numerics.max_newton=10000", "numerics.max_newton = 10000 must be at most 1000"),
    ("numerics.max_newton=true", "numerics.max_newton = true is not a whole number"),
    ("growth.max_steps=-1", "must be at least 0"),
    ("growth.max_steps=1" + "0" * 400, "growth.max_steps"),
    ("mesh.quarter_point=yes", 'mesh.quarter_point = "yes" is neither true nor false'),
    ("mesh.quarter_point=1", "mesh.quarter_point = 1 is neither true nor false"),
    # wrong words
    ("title=5", "title = 5 is not text; put it in quotes"),
    ("title=" + 201 * "x", "is too long"),
    ("geometry.flaws.0.name=a b", 'geometry.flaws.0.name = "a b" is not a plain name'),
    ("lithium.flow=creap", "is not one of: creep, mobile, immobile; did you mean 'creep'?"),
    ("interface.kinetics=tafel", "is not one of: butler_volmer, linear, ideal"),
    ("electrolyte.material=LZO", 'electrolyte.material = "LZO" is not a preset; did you mean'),
    ("electrolyte.material=Li", 'electrolyte.material = "Li" is not a preset'),
    ("electrolyte.material=5", "electrolyte.material = 5 is not text"),
    ("lithium.material=LLZO", 'lithium.material = "LLZO" is not a preset; known: Li'),
    ("lithium.creep=LePage", "is not a preset; did you mean 'LePage2019'?"),
    ("lithium.creep=5", "lithium.creep = 5 is not a section"),
    ("geometry.mesh_file=mesh.stl", "is not a Gmsh file (.msh)"),
    ("geometry.mesh_file=nowhere.msh", "does not exist; check the path"),
    ("geometry.mesh_file=5", "geometry.mesh_file = 5 is not the path of a file"),
    # wrong structure
    ("geometry=5", "geometry = 5 is not a section; write `key: value` lines under it"),
    ("geometry=", "geometry is missing; add a section `geometry:` with width, thickness"),
    ("geometry={}", "geometry lacks width, thickness; add them"),
    ("electrolyte=", "electrolyte is missing; add a section `electrolyte:` with `material: LLZO`"),
    ("electrolyte={}", "electrolyte lacks youngs_modulus, poisson_ratio, fracture_toughness"),
    ("electrolyte={}", "name a preset, such as `material: LLZO`, or add them"),
    ("protocol=", "protocol is missing; add a section `protocol:` with current_density or"),
    ("electrolyte=[]", "electrolyte is not a section"),
    ("interface=5", "interface = 5 is not a section"),
    ("counter_electrode=text", 'counter_electrode = "text" is not a section'),
    ("lithium=[1, 2]", "lithium is not a section"),
    ("geometry.flaws=5", "geometry.flaws = 5 is not a list; start every item"),
    ("geometry.flaws={}", "geometry.flaws is not a list"),
    ("geometry.flaws=true", "; an item has keys of: "),
    (
        "anode.voids=true",
        "with `- `, for instance `- {position: 1 um, width: 1 um, depth: 1 um}`",
    ),
    ("output.times=3", "output.times = 3 is not a list; start every item on a line of its own"),
    ("geometry.flaws=[5]", "geometry.flaws.0 = 5 is not a section"),
    (
        "geometry.flaws=[{position: 5 um}]",
        "geometry.flaws.0.length is missing; add `length: 10 um`",
    ),
    # unknown keys
    ("protocol={current_density: 4,0 mA/cm^2, stop_time: 1 h}", "write decimals with a point"),
    ("geometry.widht=1 um", "geometry.widht is an unknown key; did you mean 'width'?"),
    ("geometry.flaws.0.depth=1 um", "flaws.0.depth is an unknown key; known: name, "),
    ("geometry.flaws.0.lenght=1 um", "lenght is an unknown key; did you mean 'length'?"),
    ("electrolyt.material=LLZO", "electrolyt is an unknown key; did you mean 'electrolyte'?"),
    ("mesh.xyz=1", "mesh.xyz is an unknown key; known: far, tip, lip, anode, grading"),
    # overrides
    (
        "geometry.flaws.7.length=1 um",
        "length cannot be set; geometry.flaws is a list with items 0 to 0",
    ),
    ("geometry.width.x=1", 'cannot be set; geometry.width is "100 um", not a section'),
    ("geometry.flaws.x=1", "cannot be set; geometry.flaws is a list with items 0 to 0"),
    ("geometry.0.x=1", "cannot be set; geometry is a section, not a list"),
    ("growth.max_steps=", "growth.max_steps has no value; write one"),
    ("nonsense", "--set nonsense: is not of the form key=value, for instance a.b=5 um"),
    ("=5", "is not of the form key=value"),
    ("a..b=5", "is not of the form key=value"),
    ("geometry.width=[1", "--set geometry.width=[1: is not valid YAML"),
    ("title=*x", "--set title=*x: anchors and aliases (& and *) are not allowed"),
]


def test_overrides_that_another_one_replaces(load: Callable[..., Config]) -> None:
    with pytest.raises(ConfigError, match=r"growth.step is set twice \(first by --set growth.st"):
        load("growth.step=1 um", "growth.step=2 um")
    with pytest.raises(ConfigError, match=r"growth.step is lost, for growth is replaced as a wh"):
        load("growth.step=1 um", "growth={max_steps: 3}")
    found = load("growth={max_steps: 3}", "growth.step=1 um").growth
    assert (found.max_steps, found.step) == (3, pytest.approx(1e-6))


@pytest.mark.parametrize(("override", "message"), CASES, ids=[case[0][:50] for case in CASES])
def test_bad_value(load: Callable[..., Config], override: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        load(override)
    assert message in str(error.value)
    assert "--set" in str(error.value)
    assert "Traceback" not in str(error.value)


@pytest.mark.parametrize(
    "override",
    [
        *("electrolyte.material=LZO", "electrolyte={materials: LLZO}", "electrolyte={}"),
        *("electrolyte=5", "electrolyte=", "geometry.width=20 mA", "geometry=", "geometry={}"),
        *("interface.exchange_current_density=5", "interface=5", "lithium.material=X"),
        *("geometry.flaws.0={position: 5 um, lenght: 1 um}", "protocol.voltage=x"),
    ],
)
def test_one_mistake_is_one_problem(load: Callable[..., Config], override: str) -> None:
    with pytest.raises(ConfigError, match=": 1 problem\n"):
        load(override)

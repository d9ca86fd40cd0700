"""Whether VTK can render here."""

import subprocess
import sys
from functools import cache

_PROBE = """
import vtkmodules.vtkRenderingOpenGL2
from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow, vtkWindowToImageFilter
window = vtkRenderWindow()
window.SetOffScreenRendering(True)
window.SetSize(8, 8)
window.AddRenderer(vtkRenderer())
window.Render()
image = vtkWindowToImageFilter()
image.SetInput(window)
image.Update()
"""
"""What pictures of surfaces ask of VTK, without pyvista, which takes longer to import."""


@cache
def vtk_renders() -> bool:
    """Return whether VTK can draw here; tried in a child process, as VTK dies if it cannot."""
    command = [sys.executable, "-c", _PROBE]
    try:
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False

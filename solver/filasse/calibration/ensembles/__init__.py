"""Critical currents of many samples: from the sizes of their flaws to how they scatter."""

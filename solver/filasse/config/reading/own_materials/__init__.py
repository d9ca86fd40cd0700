"""Material files of the user's own, in the format of the presets."""

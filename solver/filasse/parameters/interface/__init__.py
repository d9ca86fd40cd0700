"""What lies between lithium and the electrolyte, as plain numbers at one temperature."""

"""How everything looks: tokens, millimetres, fonts and colours by role, icons."""

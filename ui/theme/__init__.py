"""How everything looks: tokens, millimetres, style sheet, fonts, icons."""

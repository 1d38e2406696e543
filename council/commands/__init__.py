"""One module a verb of the `council` command, imported only when it is asked for."""

"""The council's end: the API that takes submissions in, and the pages staff look at."""

"""The pages that the council's staff work with, and who of them may: accounts, sign-in, roles, audit."""

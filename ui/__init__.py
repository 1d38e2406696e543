"""The screens: they draw what `kiosk` says and tell it what the resident did. They decide nothing."""

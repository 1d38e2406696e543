"""`council reseal`: give the records in the database a new key; and, as a second step, forget the old ones.

Two steps, because servers that run may seal with the key they know until they are started again.
"""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from council.commands.options import add_database, address_of
from council.desk.audit import OPERATOR, Audit, Event
from council.store import CouncilStore
from council.vault import add_key, keep_newest, vault_in


def arguments(parser: ArgumentParser) -> None:
    """Options of this verb."""
    add_database(parser)
    parser.add_argument(
        "--forget",
        action="store_true",
        help="second step, once all servers were started again: drop old keys",
    )


def run(args: Namespace) -> int:
    """Seal all records with the newest key."""
    vault = vault_in(args.data) if args.forget else add_key(args.data)
    store = CouncilStore.open(address_of(args), vault)
    try:
        number = store.seal_again()
        Audit(store.database).note(Event.RECORDS_RESEALED, datetime.now(UTC), OPERATOR, f"{number}")
    finally:
        store.close()
    print(f"Sealed with the new key: {number}.")
    if args.forget:
        keep_newest(args.data)
        print("The old keys are forgotten. Backups made before can be read only with a copy of them.")
    else:
        print("Now start the servers again, and then run: council reseal --forget")
    return 0

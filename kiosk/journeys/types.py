"""The table of answer types."""

from kiosk.journeys.amounts import Number, Pounds
from kiosk.journeys.answers import AnswerType
from kiosk.journeys.bank import Bank
from kiosk.journeys.chosen import Address, Choice, Choices, Declare, Place, YesNo
from kiosk.journeys.dates import Date, Month, Time
from kiosk.journeys.filed import Photo, Signed
from kiosk.journeys.written import Email, Long, Name, Nhs, Nino, Phone, Plate, Postcode, Text, Utr, Vat

TYPES: dict[str, AnswerType] = {
    one.name: one
    for one in (
        Text(),
        Long(),
        Name(),
        Number(),
        Pounds(),
        YesNo(),
        Declare(),
        Choice(),
        Choices(),
        Date(),
        Month(),
        Time(),
        Email(),
        Phone(),
        Postcode(),
        Address(),
        Place(),
        Nino(),
        Nhs(),
        Utr(),
        Vat(),
        Plate(),
        Photo(),
        Signed(),
        Bank(),
    )
}

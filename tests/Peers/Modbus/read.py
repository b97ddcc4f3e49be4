# Reads energy, voltage and number of a simulated SDM630 with pymodbus: tcp HOST PORT, or rtu DEVICE.
import struct
import sys

from pymodbus.client import ModbusSerialClient, ModbusTcpClient

if sys.argv[1] == "tcp":
    client = ModbusTcpClient(sys.argv[2], port=int(sys.argv[3]))
else:
    client = ModbusSerialClient(port=sys.argv[2], baudrate=9600, parity="N", stopbits=1, bytesize=8, timeout=3)
assert client.connect()


def number(answer):
    assert not answer.isError(), answer
    return struct.unpack(">f", struct.pack(">HH", *answer.registers))[0]


energy = number(client.read_input_registers(0x48, 2, slave=1))
voltage = number(client.read_input_registers(0x00, 2, slave=1))
serial = client.read_holding_registers(0xFC00, 2, slave=1)
assert not serial.isError(), serial
missing = client.read_input_registers(0x40, 2, slave=1)
print(f"energy {energy:.2f}")
print(f"voltage {voltage:.1f}")
print(f"number {(serial.registers[0] << 16) | serial.registers[1]}")
print(f"missing {missing.exception_code}")
client.close()

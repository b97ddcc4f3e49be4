# A pymodbus server: input registers 72 and 73 hold 1234.56 as a float, holding registers count from 100 on.
import struct
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartTcpServer
from pymodbus.transaction import ModbusRtuFramer, ModbusSocketFramer

words = [0] * 200
words[72], words[73] = struct.unpack(">HH", struct.pack(">f", 1234.56))
slave = ModbusSlaveContext(ir=ModbusSequentialDataBlock(0, words), hr=ModbusSequentialDataBlock(0, list(range(100, 300))), zero_mode=True)
context = ModbusServerContext(slaves={3: slave}, single=False)
framer = ModbusRtuFramer if sys.argv[2] == "rtu" else ModbusSocketFramer
print("serving", flush=True)
StartTcpServer(context=context, address=("127.0.0.1", int(sys.argv[1])), framer=framer)

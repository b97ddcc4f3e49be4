# Qpid Proton against the endpoint: python3 proton_client.py PORT HUB; the last line is "N passed, N failed".
import sys

from proton import Message
from proton.handlers import MessagingHandler
from proton.reactor import Container

port, hub = sys.argv[1:3]
COUNT = 100
where = f"127.0.0.1:{port}"
credentials = {"user": "RootManageSharedAccessKey", "password": "SAS_KEY_VALUE", "allowed_mechs": "PLAIN", "allow_insecure_mechs": True}


class Sender(MessagingHandler):
    def __init__(self):
        super().__init__()
        self.sent = self.accepted = 0

    def on_start(self, event):
        connection = event.container.connect(where, **credentials)
        event.container.create_sender(connection, f"{hub}/Partitions/3")

    def on_sendable(self, event):
        while event.sender.credit and self.sent < COUNT:
            event.sender.send(Message(id=f"p{self.sent}", body=f"proton {self.sent}".encode()))
            self.sent += 1

    def on_accepted(self, event):
        self.accepted += 1
        if self.accepted == COUNT:
            event.connection.close()


class Receiver(MessagingHandler):
    def __init__(self):
        super().__init__(prefetch=10)
        self.got = []

    def on_start(self, event):
        connection = event.container.connect(where, **credentials)
        event.container.create_receiver(connection, f"{hub}/ConsumerGroups/$Default/Partitions/3")

    def on_message(self, event):
        self.got.append(event.message)
        if len(self.got) == COUNT:
            event.connection.close()


sender = Sender()
Container(sender).run()
receiver = Receiver()
Container(receiver).run()
ids = [message.id for message in receiver.got]
numbers = [message.annotations["x-opt-sequence-number"] for message in receiver.got]
good = sender.accepted == COUNT and ids == [f"p{i}" for i in range(COUNT)] and numbers == list(range(COUNT))
print("1 passed, 0 failed" if good else f"FAIL {sender.accepted} accepted, {len(ids)} read, {numbers[:5]}\n0 passed, 1 failed")
sys.exit(0 if good else 1)

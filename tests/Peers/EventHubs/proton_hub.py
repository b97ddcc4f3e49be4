# A hub of one partition on Qpid Proton, which knows nothing of us. Prints "listening PORT".
# It takes batches apart, keeps the events and gives them to receivers with the annotations of a hub.
import socket
import time

from proton import Message, symbol, timestamp
from proton.handlers import MessagingHandler
from proton.reactor import Container


def sections(data):
    """The bytes of each data section: descriptor 0x75 and a binary."""
    at = 0
    while at < len(data):
        assert data[at:at + 3] == b"\x00\x53\x75", data[at:at + 3]
        if data[at + 3] == 0xA0:
            start, length = at + 5, data[at + 4]
        else:
            start, length = at + 8, int.from_bytes(data[at + 4:at + 8], "big")
        yield data[start:start + length]
        at = start + length


class Hub(MessagingHandler):
    def __init__(self, port):
        super().__init__(prefetch=50)
        self.port, self.kept, self.next = port, [], {}

    def on_start(self, event):
        self.acceptor = event.container.listen(f"127.0.0.1:{self.port}")
        print("listening", self.port, flush=True)

    def on_link_opening(self, event):
        event.link.source.address = event.link.remote_source.address
        event.link.target.address = event.link.remote_target.address
        if event.link.is_sender:
            self.next[event.link] = 0

    def on_link_closed(self, event):
        self.next.pop(event.link, None)

    def on_sendable(self, event):
        self.pump(event.link)

    def on_delivery(self, event):
        delivery, link = event.delivery, event.link
        if link.is_receiver and delivery.readable and not delivery.partial:
            for part in sections(link.recv(delivery.pending)):
                message = Message()
                message.decode(part)
                self.kept.append(message)
            link.advance()
            link.flow(1)
            delivery.update(delivery.ACCEPTED)
            delivery.settle()
            for reader in list(self.next):
                self.pump(reader)

    def pump(self, sender):
        at = self.next.get(sender, 0)
        while sender.credit and at < len(self.kept):
            message = self.kept[at]
            message.annotations = {
                symbol("x-opt-offset"): str(at * 100),
                symbol("x-opt-sequence-number"): at,
                symbol("x-opt-enqueued-time"): timestamp(int(time.time() * 1000)),
            }
            sender.send(message)
            at += 1
        self.next[sender] = at


with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    free = probe.getsockname()[1]
hub = Hub(free)
hub.handlers = [handler for handler in hub.handlers if type(handler).__name__ != "IncomingMessageHandler"]
Container(hub).run()

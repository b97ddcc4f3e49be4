// A hub of one partition on rhea: an AMQP 1.0 implementation that knows nothing of us. Prints "listening PORT".
// It takes batches apart, keeps the events and gives them to receivers with the annotations of a hub.
import rhea from "rhea";

const container = rhea.create_container();
const kept = [];
const readers = new Map();

function pump(sender) {
  let next = readers.get(sender);
  while (sender.sendable() && next < kept.length) {
    const event = kept[next];
    sender.send({
      ...event,
      message_annotations: {
        ...event.message_annotations,
        "x-opt-offset": String(next * 100),
        "x-opt-sequence-number": rhea.types.wrap_long(next),
        "x-opt-enqueued-time": rhea.types.wrap_timestamp(Date.now()),
      },
    });
    next++;
  }
  readers.set(sender, next);
}

container.on("sender_open", ({ sender }) => {
  sender.set_source(sender.remote.attach.source);
  readers.set(sender, 0);
});
container.on("sendable", ({ sender }) => readers.has(sender) && pump(sender));
container.on("sender_close", ({ sender }) => readers.delete(sender));
container.on("disconnected", ({ connection }) => {
  for (const sender of readers.keys()) if (sender.connection === connection) readers.delete(sender);
});
container.on("receiver_open", ({ receiver }) => receiver.set_target(receiver.remote.attach.target));
container.on("message", ({ message, delivery }) => {
  // A format other than 0 leaves the bytes as they are: a batch, each of its data sections a whole message.
  const parts = [].concat(rhea.message.decode(message).body.content);
  for (const part of parts) kept.push(rhea.message.decode(part));
  delivery.accept();
  for (const sender of readers.keys()) pump(sender);
});
const server = container.listen({ port: 0, host: "127.0.0.1", receiver_options: { credit_window: 50 }, max_frame_size: 4096 });
server.on("listening", () => console.log(`listening ${server.address().port}`));

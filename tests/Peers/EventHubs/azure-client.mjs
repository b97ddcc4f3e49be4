// Microsoft's own client against the endpoint: what a producer and a consumer of its users do every day.
// node azure-client.mjs PORT HUB; the last line is "N passed, N failed".
import { EventHubConsumerClient, EventHubProducerClient, earliestEventPosition } from "@azure/event-hubs";

const [port, hub] = process.argv.slice(2);
const where = `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;`;
let passed = 0, failed = 0;

function must(condition, message) {
  if (!condition) throw new Error(message);
}

async function check(name, run) {
  try {
    await run();
    passed++;
    console.log(`PASS ${name}`);
  } catch (broken) {
    failed++;
    console.log(`FAIL ${name}: ${broken.code ?? ""} ${broken.message}`);
  }
}

const producer = new EventHubProducerClient(where, hub);
const consumer = new EventHubConsumerClient("$Default", where, hub);
let ids = [];

await check("properties", async () => {
  const properties = await producer.getEventHubProperties();
  ids = properties.partitionIds;
  must(properties.name === hub && ids.length === 4, JSON.stringify(properties));
});

await check("a batch and its reading back", async () => {
  const batch = await producer.createBatch({ partitionId: "2" });
  for (let i = 0; i < 250; i++) must(batch.tryAdd({ body: { i }, properties: { meter: `m${i}` } }), `event ${i} does not fit`);
  await producer.sendBatch(batch);
  const got = await read("2", 250);
  must(got.length === 250 && got.every((event, i) => event.body.i === i && event.properties.meter === `m${i}`), `${got.length} events`);
});

await check("a message of many frames", async () => {
  await producer.sendBatch([{ body: "x".repeat(700_000) }], { partitionId: "1" });
  const got = await read("1", 1);
  must(got[0].body.length === 700_000, `${got[0].body.length} characters`);
});

await check("a partition key keeps its partition", async () => {
  for (let i = 0; i < 5; i++) await producer.sendBatch([{ body: i }], { partitionKey: "C-1001" });
  const counts = await Promise.all(ids.map(async id => (await producer.getPartitionProperties(id)).lastEnqueuedSequenceNumber + 1));
  must(counts.filter((count, id) => count === (id === 2 ? 255 : 5)).length === 1, JSON.stringify(counts));
});

await producer.close();
await consumer.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

function read(partition, count) {
  return new Promise((resolve, reject) => {
    const got = [];
    const late = setTimeout(() => reject(new Error(`${got.length} of ${count} events in 20 s`)), 20_000);
    const subscription = consumer.subscribe(partition, {
      processEvents: async events => {
        got.push(...events);
        if (got.length >= count) {
          clearTimeout(late);
          await subscription.close();
          resolve(got);
        }
      },
      processError: async error => reject(error),
    }, { startPosition: earliestEventPosition });
  });
}

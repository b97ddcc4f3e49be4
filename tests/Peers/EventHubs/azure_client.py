# Debian's python3-azure over TLS: python3 azure_client.py HUB CERTIFICATE, on port 5671, which it cannot be talked out of; the last line is "N passed, N failed".
import sys
import threading

from azure.eventhub import EventData, EventHubConsumerClient, EventHubProducerClient

hub, certificate = sys.argv[1:3]
where = "Endpoint=sb://localhost;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE"
passed = failed = 0


def check(name, run):
    global passed, failed
    try:
        run()
        passed += 1
        print("PASS", name)
    except Exception as broken:  # whatever comes out is the finding
        failed += 1
        print("FAIL", name, repr(broken))


def properties():
    with EventHubProducerClient.from_connection_string(where, eventhub_name=hub, connection_verify=certificate) as producer:
        found = producer.get_eventhub_properties()
        assert found["eventhub_name"] == hub and len(found["partition_ids"]) == 4, found
        partition = producer.get_partition_properties("0")
        assert partition["id"] == "0", partition


def send():
    with EventHubProducerClient.from_connection_string(where, eventhub_name=hub, connection_verify=certificate) as producer:
        batch = producer.create_batch(partition_id="0")
        for i in range(200):
            event = EventData(f"event {i}")
            event.properties = {"meter": f"m{i}"}
            batch.add(event)
        producer.send_batch(batch)
        producer.send_batch([EventData("y" * 300_000)], partition_id="0")


def receive():
    got, done = [], threading.Event()
    consumer = EventHubConsumerClient.from_connection_string(where, "$Default", eventhub_name=hub, connection_verify=certificate)

    def on_event(_, event):
        if event is not None:
            got.append(event)
            if len(got) == 201:
                done.set()

    worker = threading.Thread(target=lambda: consumer.receive(on_event, partition_id="0", starting_position="-1"), daemon=True)
    worker.start()
    finished = done.wait(30)
    consumer.close()
    worker.join(10)
    assert finished, f"{len(got)} of 201 events"
    assert [event.body_as_str() for event in got[:200]] == [f"event {i}" for i in range(200)]
    assert got[7].properties[b"meter"] == b"m7", got[7].properties
    assert len(got[200].body_as_str()) == 300_000


check("properties", properties)
check("send", send)
check("receive", receive)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)

# Debian's paho does what the JSON of its first argument says, and tells as JSON what came of it.
import json
import ssl
import sys
import threading
from urllib.parse import urlparse

import paho.mqtt.client as paho
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

task = json.loads(sys.argv[1])
told = {"present": None, "granted": [], "published": [], "received": [], "closed": None}
version = {3: paho.MQTTv31, 4: paho.MQTTv311, 5: paho.MQTTv5}[task["version"]]
url = urlparse(task["url"])
web = url.scheme in ("ws", "wss")
begun, done, lock = threading.Event(), threading.Event(), threading.Lock()
tokens = {}

client = paho.Client(task["clientId"], protocol=version, transport="websockets" if web else "tcp",
                     **({} if version == paho.MQTTv5 else {"clean_session": True}))
if web:
    client.ws_set_options(path=url.path)
if task.get("user"):
    client.username_pw_set(task["user"], task.get("password"))
if task.get("ca"):
    client.tls_set(task["ca"], task.get("cert"), task.get("key"), tls_version=ssl.PROTOCOL_TLS_CLIENT)


def check():
    if len(told["published"]) == len(task["publish"]) and len(told["received"]) >= task["expect"]:
        done.set()


def on_connect(_, __, flags, reason, *___):
    code = reason if isinstance(reason, int) else reason.value
    if code:
        told["closed"] = code
        done.set()
        return
    told["present"] = bool(flags["session present"])
    if task["subscribe"]:
        client.subscribe([(each["topic"], each["qos"]) if version != paho.MQTTv5
                          else (each["topic"], paho.SubscribeOptions(qos=each["qos"])) for each in task["subscribe"]])
    else:
        begun.set()


def on_subscribe(_, __, ___, granted, *____):
    told["granted"] = [each if isinstance(each, int) else each.value for each in granted]
    begun.set()


def on_publish(*_):
    with lock:
        told["published"].append({"code": 0})
    check()


def on_message(_, __, message):
    user = dict(getattr(message.properties, "UserProperty", [])) if version == paho.MQTTv5 else {}
    told["received"].append({"topic": message.topic, "payload": message.payload.decode("latin-1"), "qos": message.qos,
                             "retain": bool(message.retain), "user": user.get("site")})
    check()


def on_disconnect(_, __, reason, *___):
    if not done.is_set():
        told["closed"] = reason if isinstance(reason, int) else reason.value
        begun.set()
        done.set()


client.on_connect, client.on_subscribe, client.on_publish = on_connect, on_subscribe, on_publish
client.on_message, client.on_disconnect = on_message, on_disconnect
client.connect(url.hostname, url.port, 60)
client.loop_start()
begun.wait(30)
for each in task["publish"]:
    properties = None
    if version == paho.MQTTv5 and each.get("properties"):
        properties = Properties(PacketTypes.PUBLISH)
        properties.UserProperty = list(each["properties"]["userProperties"].items())
    client.publish(each["topic"], each["payload"], each["qos"], each["retain"], properties=properties)
if not done.wait(30):
    told["closed"] = "timeout"
client.disconnect()
client.loop_stop()
print(json.dumps(told))
sys.exit(0 if told["closed"] is None else 1)

// mqtt.js does what the JSON of its first argument says, and tells as JSON what came of it.
import { readFileSync } from 'node:fs'
import mqtt from 'mqtt'

const task = JSON.parse(process.argv[2])
const told = { present: null, granted: [], published: [], received: [], closed: null }
const file = name => (name ? readFileSync(name) : undefined)
const client = mqtt.connect(task.url, {
  protocolVersion: task.version, clientId: task.clientId, username: task.user, password: task.password, clean: true,
  reconnectPeriod: 0, connectTimeout: 20_000, ca: file(task.ca), cert: file(task.cert), key: file(task.key),
})
const end = code => { console.log(JSON.stringify(told)); process.exit(code) }
const isDone = () => told.published.length === task.publish.length && told.received.length >= task.expect
const next = () => {
  if (told.published.length === task.publish.length) return isDone() && client.end(false, () => end(0))
  const { topic, payload, qos, retain, properties } = task.publish[told.published.length]
  client.publish(topic, payload, { qos, retain, properties: properties ?? undefined }, (error, packet) => {
    told.published.push(error ? { code: error.code ?? -1 } : { code: packet?.reasonCode ?? 0 })
    next()
  })
}
client.on('connect', connack => {
  told.present = connack.sessionPresent
  if (task.subscribe.length === 0) return next()
  client.subscribe(Object.fromEntries(task.subscribe.map(each => [each.topic, { qos: each.qos }])))
})
// Its callback tells what was asked for where a filter was refused; the packet tells what was granted.
client.on('packetreceive', packet => {
  if (packet.cmd !== 'suback') return
  told.granted = packet.granted.map(each => each.qos ?? each)
  next()
})
client.on('message', (topic, payload, packet) => {
  told.received.push({ topic, payload: payload.toString('latin1'), qos: packet.qos, retain: packet.retain, user: packet.properties?.userProperties?.site ?? null })
  if (isDone()) client.end(false, () => end(0))
})
// Who has all that it came for is leaving: its last acknowledgement may meet a socket that the endpoint has closed after its DISCONNECT.
client.on('error', error => { if (error.code === 'EPIPE' && task.expect > 0 && isDone() && told.published.every(each => each.code >= 0 && each.code < 128)) end(0); told.closed = `${error.code ?? error.message}`; end(1) })
client.on('close', () => { if (!isDone()) { told.closed ??= 'closed'; end(1) } })
setTimeout(() => { told.closed = 'timeout'; end(1) }, 30_000)

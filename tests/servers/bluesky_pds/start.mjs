// A real directory of identities (in memory) and a real Bluesky server (SQLite, pictures on disk), both on this machine alone.
//
//     node start.mjs DATA_DIR
//
// Prints one line of JSON when both answer; SIGTERM ends them. RATE=true turns the server's own rate limits on.
import crypto from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import path from 'node:path'
import plc from '@did-plc/server'
import pds from '@atproto/pds'

const { MockDatabase, PlcServer } = plc
const { PDS, envToCfg, envToSecrets, readEnv } = pds

const freePort = () => new Promise((found) => {
  const probe = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address()
    probe.close(() => found(port))
  })
})
// Both would listen on every interface.
const onThisMachineAlone = (app) => {
  app.listen = (port) => http.createServer(app).listen(port, '127.0.0.1')
}

const folder = path.resolve(process.argv[2])
const port = await freePort()
const directoryPort = await freePort()
fs.mkdirSync(path.join(folder, 'blobs'), { recursive: true })

const directory = PlcServer.create({ db: new MockDatabase(), port: directoryPort })
onThisMachineAlone(directory.app)
await directory.start()

Object.assign(process.env, {
  PDS_PORT: String(port),
  // The one name that it makes an http address of.
  PDS_HOSTNAME: 'localhost',
  PDS_DEV_MODE: 'true',
  PDS_DATA_DIRECTORY: folder,
  PDS_BLOBSTORE_DISK_LOCATION: path.join(folder, 'blobs'),
  PDS_DID_PLC_URL: `http://127.0.0.1:${directoryPort}`,
  PDS_INVITE_REQUIRED: 'false',
  PDS_SERVICE_HANDLE_DOMAINS: '.test',
  PDS_RATE_LIMITS_ENABLED: process.env.RATE || 'false',
  PDS_JWT_SECRET: crypto.randomBytes(16).toString('hex'),
  PDS_DPOP_SECRET: crypto.randomBytes(32).toString('hex'),
  PDS_ADMIN_PASSWORD: crypto.randomBytes(16).toString('hex'),
  PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: crypto.randomBytes(32).toString('hex'),
  LOG_ENABLED: 'false',
})
const read = readEnv()
const server = await PDS.create(envToCfg(read), envToSecrets(read))
onThisMachineAlone(server.app)
await server.start()
console.log(JSON.stringify({ port }))

const stop = async () => {
  await server.destroy()
  await directory.destroy()
  process.exit(0)
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)

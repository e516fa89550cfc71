// Lets libraries that know nothing of Probatum judge a token, as strangers would: by HTTP from its issuer.
// Reads {token, issuer, uri, index} on standard input; writes each judge's answer as JSON.

import { createHash } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { getListFromStatusListJWT } from '@sd-jwt/jwt-status-list'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { compactVerify, createLocalJWKSet, createRemoteJWKSet, jwtVerify } from 'jose'

const ask = JSON.parse(await text(process.stdin))
const hasher = (data, algorithm) => createHash(algorithm.replace('-', '')).update(data).digest()
const remote = (path) => createRemoteJWKSet(new URL(path, ask.issuer))

async function get(url) {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${response.status} for ${url}`)
  return response
}

// JWT VC Issuer Metadata: the well-known part stands between host and path of `iss`.
async function keysOf(iss) {
  const { origin, pathname } = new URL(iss)
  const path = pathname === '/' ? '' : pathname
  const metadata = await (await get(`${origin}/.well-known/jwt-vc-issuer${path}`)).json()
  if (metadata.issuer !== iss) throw new Error(`metadata of ${metadata.issuer} for ${iss}`)
  return createLocalJWKSet(metadata.jwks)
}

const signedBy = (keys) => async (data, signature) =>
  compactVerify(`${data}.${signature}`, keys).then(() => true, () => false)

// What a wallet does: whoever a token says it is from, his published keys must verify it.
async function discovering(data, signature) {
  const { iss } = JSON.parse(Buffer.from(data.split('.')[1], 'base64url'))
  return signedBy(await keysOf(iss))(data, signature)
}

const wallet = (config) =>
  new SDJwtVcInstance({ hasher, loadTypeMetadataFormat: true, ...config }).verify(`${ask.token}~`)
const credentialKeys = signedBy(remote('/.well-known/jwks.json'))

const judges = {
  jose: () =>
    jwtVerify(ask.token, remote('/.well-known/jwks.json'), {
      algorithms: ['ES256'],
      issuer: ask.issuer,
      typ: 'dc+sd-jwt',
    }),
  // The library finds keys by `iss`, for the credential and for the list.
  discovery: () => wallet({ verifier: discovering }),
  // The library is told two key sets.
  told: async () =>
    wallet({
      verifier: credentialKeys,
      statusVerifier: signedBy(await keysOf(`${ask.issuer}/status`)),
    }),
  // The library is told the credential keys alone, and takes them for the list too.
  oneKeySet: () => wallet({ verifier: credentialKeys }),
  type: async () => {
    const { vct } = JSON.parse(Buffer.from(ask.token.split('.')[1], 'base64url'))
    const metadata = await (await get(vct)).json()
    return { payload: { same: metadata.vct === vct, name: metadata.name } }
  },
  list: async () => {
    const list = await (await get(ask.uri)).text()
    const keys = await keysOf(`${ask.issuer}/status`)
    const expected = { issuer: `${ask.issuer}/status`, subject: ask.uri, typ: 'statuslist+jwt' }
    await jwtVerify(list, keys, { algorithms: ['ES256'], ...expected })
    return { payload: { status: getListFromStatusListJWT(list).getStatus(ask.index) } }
  },
}

const answers = {}
for (const [name, judge] of Object.entries(judges)) {
  answers[name] = await judge().then(
    ({ payload }) => ({ accepts: true, payload }),
    (error) => ({ accepts: false, error: `${error.code ?? ''} ${error.message}`.trim() }),
  )
}
console.log(JSON.stringify(answers))

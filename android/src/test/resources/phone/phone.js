'use strict'
const part = id => document.getElementById(id)
const glass = part('glass')
let held = false
let moved = null
let touchedAt = Date.now()

// One request after another: the movements of a finger must not overtake each other.
let line = Promise.resolve()
const send = (path, body) => {
  touchedAt = Date.now()
  const answer = line.then(() => fetch(path, { method: 'POST', body }))
  line = answer.catch(() => {})
  return answer
}

const place = event => {
  const box = glass.getBoundingClientRect()
  const share = (at, from, length) => Math.min(Math.max((at - from) / length, 0), 0.999)
  // With its time: a phone that is late must not take a slow finger for a fast one.
  return '&x=' + share(event.clientX, box.left, box.width) + '&y=' + share(event.clientY, box.top, box.height) +
    '&at=' + Math.round(event.timeStamp)
}
glass.onpointerdown = event => {
  event.preventDefault()
  document.activeElement.blur()
  held = true
  glass.setPointerCapture(event.pointerId)
  send('/touch?kind=down' + place(event))
}
glass.onpointermove = event => {
  if (!held) return
  // Only the newest place counts while the one before is still on its way.
  const waits = moved !== null
  moved = place(event)
  if (waits) return
  line = line.then(() => {
    const at = moved
    moved = null
    return fetch('/touch?kind=move' + at, { method: 'POST' })
  }).catch(() => {})
}
const release = event => {
  if (!held) return
  held = false
  send('/touch?kind=up' + place(event))
}
glass.onpointerup = release
glass.onpointercancel = release

const isOurs = event => event.target.closest('textarea, select, button, a') !== null
addEventListener('keydown', event => {
  if (isOurs(event) || event.ctrlKey || event.metaKey || event.altKey) return
  const keys = { Escape: 'back', Backspace: 'delete', Enter: 'enter' }
  if (keys[event.key]) send('/key?name=' + keys[event.key])
  else if (event.key.length === 1) send('/type', event.key)
  else return
  event.preventDefault()
})
addEventListener('compositionend', event => { if (!isOurs(event) && event.data) send('/type', event.data) })
addEventListener('paste', event => {
  if (isOurs(event)) return
  const text = event.clipboardData.getData('text')
  if (text) send('/type', text)
})

const say = words => { part('said').textContent = words }
part('back').onclick = () => send('/key?name=back')
part('rotate').onclick = () => send('/rotate')
part('look').onchange = event => send('/look?name=' + event.target.value)
const person = part('person')
person.value = person.dataset.person
if (person.value === '') {
  person.add(new Option(person.dataset.person, person.dataset.person))
  person.value = person.dataset.person
}
part('invite').onclick = async () => {
  say('…')
  const answer = await send('/invite?person=' + encodeURIComponent(person.value))
  const text = await answer.text()
  if (answer.ok) part('text').value = text
  say(answer.ok ? '登记码在下格，15 分钟内有效 · Here it is, for 15 minutes' : '演示站没有答复：make demo 开着吗？ · The station did not answer: is make demo up? ' + text)
}
part('scan').onclick = async () => {
  const answer = await send('/scan', part('text').value)
  say(answer.ok ? '已扫入，请在手机上按登记 · Scanned: now press Enrol on the phone' : '手机上没有可填的格 · No field on the phone\'s screen')
}

// Often while somebody touches it, seldom while nobody does.
const pause = () => held ? 15 : Date.now() - touchedAt < 3000 ? 50 : 250
const next = () => { glass.src = '/frame?scale=' + (devicePixelRatio > 1 ? 1 : 0.6) + '&at=' + Date.now() }
glass.onload = () => {
  glass.parentElement.classList.toggle('wide', glass.naturalWidth > glass.naturalHeight)
  setTimeout(next, pause())
}
glass.onerror = () => setTimeout(next, 1000)
next()

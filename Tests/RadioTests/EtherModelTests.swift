import LoRaFrames
import Radio
import Testing

private let frame = [UInt8](repeating: 0x2A, count: 23)
private let airtime: Duration = .microseconds(61_696)
private let tuning = RadioSettings()

private func outcomes(
    _ model: inout EtherModel, at now: Duration
) -> [EtherModel.RadioID: EtherOutcome.Fate] {
    let ended = model.finish(now: now).outcomes
    return Dictionary(ended.map { ($0.receiver, $0.fate) }, uniquingKeysWith: { first, _ in first })
}

private func isReceived(_ fate: EtherOutcome.Fate?) -> Bool {
    guard case .received = fate else { return false }
    return true
}

/// Two senders and a listener; the positions decide who is loud.
private struct Scene {
    var model = EtherModel()
    let first: EtherModel.RadioID
    let second: EtherModel.RadioID
    let listener: EtherModel.RadioID

    init(secondAt distance: Int32 = 10, secondTuning: RadioSettings = tuning) throws {
        first = try model.register(tuning, at: Position(x: 10, y: 0), now: .zero)
        second = try model.register(secondTuning, at: Position(x: -distance, y: 0), now: .zero)
        listener = try model.register(tuning, at: Position(x: 0, y: 0), now: .zero)
    }
}

@Test func `a frame arrives when its airtime is over and not before`() throws {
    var scene = try Scene()
    _ = try scene.model.transmit(frame, tuned: tuning, from: scene.first, now: .zero)
    #expect(scene.model.nextEnd == airtime)
    #expect(outcomes(&scene.model, at: airtime - .microseconds(1)).isEmpty)
    let fates = outcomes(&scene.model, at: airtime)
    guard case .received(let reception) = fates[scene.listener] else {
        Issue.record("the listener heard nothing")
        return
    }
    #expect(reception.bytes == frame)
    #expect(reception.airtime == airtime)
    #expect(reception.hasCRC)
    #expect(fates[scene.first] == nil)
}

@Test func `the lab's distance gives the lab's signal strength`() throws {
    var model = EtherModel()
    let sender = try model.register(tuning, at: Position(x: 0, y: 0), now: .zero)
    let receiver = try model.register(tuning, at: Position(x: 2, y: 0), now: .zero)
    _ = try model.transmit(frame, tuned: tuning, from: sender, now: .zero)
    guard case .received(let reception) = outcomes(&model, at: airtime)[receiver] else {
        Issue.record("two metres were too far")
        return
    }
    #expect((-30...(-18)).contains(reception.signalStrength))
}

@Test func `two frames that overlap and are about as loud destroy each other`() throws {
    var scene = try Scene()
    _ = try scene.model.transmit(frame, tuned: tuning, from: scene.first, now: .zero)
    let late = airtime - .microseconds(1)
    _ = try scene.model.transmit(frame, tuned: tuning, from: scene.second, now: late)
    #expect(outcomes(&scene.model, at: airtime)[scene.listener] == .lost(.collision))
    #expect(outcomes(&scene.model, at: late + airtime)[scene.listener] == .lost(.collision))
}

@Test func `a frame that begins when the other ends does not collide`() throws {
    var scene = try Scene()
    _ = try scene.model.transmit(frame, tuned: tuning, from: scene.first, now: .zero)
    #expect(isReceived(outcomes(&scene.model, at: airtime)[scene.listener]))
    _ = try scene.model.transmit(frame, tuned: tuning, from: scene.second, now: airtime)
    #expect(isReceived(outcomes(&scene.model, at: airtime * 2)[scene.listener]))
}

@Test func `a much louder frame is heard over the other, which is lost`() throws {
    var scene = try Scene(secondAt: 200)
    _ = try scene.model.transmit(frame, tuned: tuning, from: scene.first, now: .zero)
    _ = try scene.model.transmit(frame, tuned: tuning, from: scene.second, now: .milliseconds(1))
    let ended = scene.model.finish(now: .seconds(1)).outcomes.filter {
        $0.receiver == scene.listener
    }
    #expect(isReceived(ended.first?.fate))
    #expect(ended.last?.fate == .lost(.collision))
}

@Test func `frames with different spreading factors do not disturb each other`() throws {
    var slow = tuning
    slow.modulation.spreadingFactor = .sf9
    var scene = try Scene(secondTuning: slow)
    _ = try scene.model.transmit(frame, tuned: tuning, from: scene.first, now: .zero)
    _ = try scene.model.transmit(frame, tuned: slow, from: scene.second, now: .zero)
    #expect(isReceived(outcomes(&scene.model, at: airtime)[scene.listener]))
}

@Test func `a radio that sends does not hear`() throws {
    var scene = try Scene()
    _ = try scene.model.transmit(frame, tuned: tuning, from: scene.first, now: .zero)
    _ = try scene.model.transmit(
        frame, tuned: tuning, from: scene.listener, now: .milliseconds(50))
    let fates = outcomes(&scene.model, at: airtime)
    #expect(fates[scene.listener] == .lost(.receiverWasSending))
}

@Test func `a radio beyond the sensitivity hears nothing`() throws {
    var model = EtherModel()
    let sender = try model.register(tuning, at: Position(x: 0, y: 0), now: .zero)
    let far = try model.register(tuning, at: Position(x: 20_000, y: 0), now: .zero)
    _ = try model.transmit(frame, tuned: tuning, from: sender, now: .zero)
    #expect(outcomes(&model, at: airtime)[far] == .lost(.tooWeak))
}

@Test func `another frequency, sync word or spreading factor is not heard`() throws {
    var frequency = tuning
    frequency.frequency = Frequency(kilohertz: 868_300)
    var syncWord = tuning
    syncWord.syncWord = 0x34
    var factor = tuning
    factor.modulation.spreadingFactor = .sf8
    var model = EtherModel()
    let sender = try model.register(tuning, at: Position(x: 0, y: 0), now: .zero)
    for other in [frequency, syncWord, factor] {
        _ = try model.register(other, at: Position(x: 3, y: 0), now: .zero)
    }
    _ = try model.transmit(frame, tuned: tuning, from: sender, now: .zero)
    let fates = outcomes(&model, at: airtime)
    #expect(fates.count == 3)
    #expect(fates.values.allSatisfy { $0 == .lost(.otherTuning) })
}

@Test func `one radio has one frame on air at a time`() throws {
    var scene = try Scene()
    _ = try scene.model.transmit(frame, tuned: tuning, from: scene.first, now: .zero)
    #expect(throws: EtherRefusal.stillOnAir) {
        try scene.model.transmit(frame, tuned: tuning, from: scene.first, now: .milliseconds(1))
    }
    #expect(throws: EtherRefusal.notRegistered) {
        try scene.model.transmit(frame, tuned: tuning, from: 99, now: .zero)
    }
}

@Test func `a full ether refuses radios until silent ones make room`() throws {
    var settings = EtherSettings()
    settings.radiosMax = 2
    var model = EtherModel(settings: settings)
    let first = try model.register(tuning, at: Position(x: 0, y: 0), now: .zero)
    let second = try model.register(tuning, at: Position(x: 1, y: 0), now: .seconds(20))
    #expect(throws: EtherRefusal.tooManyRadios) {
        try model.register(tuning, at: Position(x: 2, y: 0), now: .seconds(30))
    }
    _ = try model.register(tuning, at: Position(x: 2, y: 0), now: .seconds(31))
    #expect(!model.knows(first))
    #expect(model.knows(second))
}

@Test func `the same seed gives the same air, another seed another`() throws {
    func strengths(seed: UInt64) throws -> [Int] {
        var settings = EtherSettings()
        settings.seed = seed
        var model = EtherModel(settings: settings)
        let sender = try model.register(tuning, at: Position(x: 0, y: 0), now: .zero)
        _ = try model.register(tuning, at: Position(x: 40, y: 0), now: .zero)
        return try (0..<50).compactMap { index in
            let start: Duration = .seconds(index)
            _ = try model.transmit(frame, tuned: tuning, from: sender, now: start)
            let outcome = model.finish(now: start + airtime).outcomes.first
            guard case .received(let reception) = outcome?.fate else { return nil }
            return reception.signalStrength
        }
    }
    #expect(try strengths(seed: 7) == strengths(seed: 7))
    #expect(try strengths(seed: 7) != strengths(seed: 8))
}

@Test func `sensitivity is -123 dBm at SF7 and 125 kHz, and better for slower frames`() {
    #expect(LinkBudget.sensitivity(of: .bw125cr45sf128) == -123)
    var slow = Modulation.bw125cr45sf128
    slow.spreadingFactor = .sf12
    #expect(LinkBudget.sensitivity(of: slow) < -134)
}

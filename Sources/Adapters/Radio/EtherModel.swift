import LoRaFrames

/// The air between simulated radios: a deterministic machine; time is passed in as `now`.
package struct EtherModel: Sendable {
    /// A registered radio's number.
    package typealias RadioID = Int

    private let settings: EtherSettings
    private var radios: [RadioID: Station] = [:]
    private var onAir: [EtherTransmission] = []
    /// Frames that have ended but overlapped one that is still on air.
    private var ended: [EtherTransmission] = []
    private var nextRadioID = 1
    private var nextNumber: UInt64 = 1

    /// An ether without radios.
    package init(settings: EtherSettings = EtherSettings()) {
        self.settings = settings
    }

    /// Radios that the ether knows.
    package var radioCount: Int { radios.count }

    /// Whether the radio is registered.
    package func knows(_ id: RadioID) -> Bool { radios[id] != nil }

    /// When the next frame on air ends.
    package var nextEnd: Duration? { onAir.map(\.end).min() }

    /// Takes in a new radio.
    package mutating func register(
        _ tuning: RadioSettings, at position: Position, now: Duration
    ) throws(EtherRefusal) -> RadioID {
        if radios.count >= settings.radiosMax { forgetSilentRadios(now: now) }
        guard radios.count < settings.radiosMax else { throw .tooManyRadios }
        let id = nextRadioID
        nextRadioID += 1
        radios[id] = Station(tuning: tuning, position: position, lastHeard: now)
        return id
    }

    /// Retunes or moves a radio, and notes that it lives.
    /// - Returns: false when the radio is not registered any more.
    package mutating func update(
        _ id: RadioID, _ tuning: RadioSettings, at position: Position, now: Duration
    ) -> Bool {
        guard radios[id] != nil else { return false }
        radios[id] = Station(tuning: tuning, position: position, lastHeard: now)
        return true
    }

    /// Takes a radio away; what it has on air stays there.
    package mutating func remove(_ id: RadioID) {
        radios[id] = nil
    }

    /// Puts a frame on air.
    package mutating func transmit(
        _ bytes: [UInt8], tuned tuning: RadioSettings, from id: RadioID, now: Duration
    ) throws(EtherRefusal) -> EtherTransmission {
        guard var station = radios[id] else { throw .notRegistered }
        if onAir.contains(where: { $0.sender == id }) { throw .stillOnAir }
        station.lastHeard = now
        radios[id] = station
        let transmission = EtherTransmission(
            number: nextNumber, sender: id, position: station.position, tuning: tuning,
            bytes: bytes, start: now)
        nextNumber += 1
        onAir.append(transmission)
        return transmission
    }

    /// Ends every frame whose time is over, in the order of their ends, and says who heard it.
    package mutating func finish(
        now: Duration
    ) -> (outcomes: [EtherOutcome], ended: [EtherTransmission]) {
        let over = onAir.filter { $0.end <= now }.sorted {
            ($0.end, $0.number) < ($1.end, $1.number)
        }
        var outcomes: [EtherOutcome] = []
        for transmission in over {
            let others = (onAir + ended).filter { $0.overlaps(transmission) }
            for (id, station) in radios.sorted(by: { $0.key < $1.key })
            where id != transmission.sender {
                let fate = fate(of: transmission, at: station, id, others: others)
                outcomes.append(
                    EtherOutcome(transmission: transmission, receiver: id, fate: fate))
            }
            onAir.removeAll { $0.number == transmission.number }
            ended.append(transmission)
        }
        let horizon = onAir.map(\.start).min() ?? now
        ended.removeAll { $0.end <= horizon }
        return (outcomes, over)
    }

    private func fate(
        of transmission: EtherTransmission, at station: Station, _ id: RadioID,
        others: [EtherTransmission]
    ) -> EtherOutcome.Fate {
        guard station.tuning.hears(transmission.tuning) else { return .lost(.otherTuning) }
        if others.contains(where: { $0.sender == id }) { return .lost(.receiverWasSending) }
        let level = level(of: transmission, at: station, id)
        let modulation = transmission.tuning.modulation
        if level < LinkBudget.sensitivity(of: modulation) { return .lost(.tooWeak) }
        for other in others where other.tuning.interferes(with: transmission.tuning) {
            let disturbance = self.level(of: other, at: station, id)
            if level - disturbance < settings.captureDecibels { return .lost(.collision) }
        }
        let noise = LinkBudget.noiseFloor(of: modulation.bandwidth)
        return .received(
            Reception(
                bytes: transmission.bytes, signalStrength: Int(level.rounded()),
                // The SX1276 reports little more than 10 dB, however strong the signal.
                signalToNoise: Int(min(level - noise, 11).rounded()),
                hasCRC: modulation.hasCRC, airtime: transmission.end - transmission.start))
    }

    /// Strength of a frame at a station; fading depends on seed, frame and radio alone.
    private func level(
        of transmission: EtherTransmission, at station: Station, _ id: RadioID
    ) -> Double {
        let loss = LinkBudget.pathLoss(
            frequency: transmission.tuning.frequency,
            distance: station.position.distance(to: transmission.position),
            exponent: settings.pathLossExponent)
        let chance = SeededChance.unit(settings.seed, transmission.number, UInt64(id))
        let fading = (2 * chance - 1) * settings.fadingDecibelsMax
        return Double(transmission.tuning.transmitPower) - loss + fading
    }

    private mutating func forgetSilentRadios(now: Duration) {
        radios = radios.filter { now - $0.value.lastHeard <= settings.silenceMax }
    }

    private struct Station: Sendable {
        var tuning: RadioSettings
        var position: Position
        var lastHeard: Duration
    }
}

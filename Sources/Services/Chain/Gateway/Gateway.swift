package import ApusClient
import LoRaFrames
package import Radio

/// Takes readings, frames them, and sends them as the duty cycle allows.
package struct Gateway: Sendable {
    private let settings: GatewaySettings
    private let codec: JWTFrame
    private let radio: EtherRadio
    private let observe: ChainObserver

    /// A gateway that owns neither radio nor connection: whoever opened them closes them.
    package init(
        settings: GatewaySettings, keys: ChainKeys, radio: EtherRadio,
        observe: @escaping ChainObserver
    ) {
        self.settings = settings
        codec = JWTFrame(keys: keys)
        self.radio = radio
        self.observe = observe
    }

    /// Frames a reading.
    package static func frame(
        _ reading: Reading, settings: GatewaySettings, codec: JWTFrame
    ) throws(JWTFrameError) -> GatewayFrame {
        let token = try codec.encode(reading.bytes)
        let header = settings.header
        let bytes = [header.to, header.from, header.id, header.flags] + token
        let airtime = settings.radio.modulation.airtime(byteCount: bytes.count)
        return GatewayFrame(reading: reading, bytes: bytes, airtime: airtime)
    }

    /// Sends what the broker delivers, until the subscription ends or the task is cancelled.
    package func run(_ subscription: Subscription) async throws {
        try await run(
            readings: subscription.map { Reading(topic: $0.topic, bytes: $0.payload) })
    }

    /// Sends readings until they end, or the task is cancelled.
    package func run<Readings: AsyncSequence & Sendable>(
        readings: Readings
    ) async throws where Readings.Element == Reading {
        let outbox = GatewayOutbox(GatewayQueue(rules: settings.rules))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { outbox.finish() }
                for try await reading in readings { take(reading, into: outbox) }
            }
            group.addTask { try await send(from: outbox) }
            try await group.waitForAll()
        }
    }

    private func take(_ reading: Reading, into outbox: GatewayOutbox) {
        observe(.taken(reading))
        do throws(JWTFrameError) {
            let frame = try Self.frame(reading, settings: settings, codec: codec)
            switch outbox.put(frame) {
            case .waiting: break
            case .replaced(let older, let total), .displaced(let older, let total):
                observe(.dropped(older, total: total))
            case .neverLegal: observe(.neverLegal(frame))
            }
        } catch {
            observe(.unframable(reading, error))
        }
    }

    private func send(from outbox: GatewayOutbox) async throws {
        let clock = ContinuousClock()
        let origin = clock.now
        for await _ in outbox.wakes {
            while !Task.isCancelled {
                let now = clock.now - origin
                let (step, waiting) = outbox.next(now: now)
                guard step != .idle else { break }
                switch step {
                case .idle: break
                case .wait(let until):
                    observe(.waiting(for: until - now, frames: waiting))
                    try await clock.sleep(until: origin + until)
                case .send(let frame): await transmit(frame)
                }
            }
        }
    }

    private func transmit(_ frame: GatewayFrame) async {
        observe(.onAir(frame))
        do throws(RadioError) {
            _ = try await radio.transmit(frame.bytes)
            observe(.sent(frame))
        } catch {
            observe(.radioFailed(frame.reading, error))
        }
    }
}

import ApusClient
import Chain
import Foundation
import Identity
import StockPeers
import Synchronization
import Testing

/// Mosquitto in the broker's place, with the certificates that the chain made.
private func startMosquitto(
    _ broker: ChainBroker, whenReady: @escaping @Sendable () -> Void
) async throws {
    let stock = try await StockBroker(
        settings: [
            "cafile \(broker.authorityPath)", "certfile \(broker.certificatePath)",
            "keyfile \(broker.keyPath)", "require_certificate true",
            "use_identity_as_username true", "allow_anonymous false",
        ], port: broker.tlsPort)
    whenReady()
    let (end, keepsOpen) = AsyncStream.makeStream(of: Void.self)
    for await _ in end {}
    keepsOpen.finish()
    await stock.stop()
}

@Test func `readings go from sensor over mutual TLS, gateway and LoRa to the receiver`()
    async throws
{
    let place = try TemporaryFolder()
    let folder = try ChainFolder(preparing: place.path("data"))
    let port = try await FreePort.find()
    let plan = try ChainPlan(
        folder: folder, port: 1883, tlsPort: port, source: .message("Hello im esp8266"),
        interval: .seconds(3), gateway: GatewaySettings())
    let (steps, continuation) = AsyncStream.makeStream(of: ReceiverVerdict?.self)
    let journeys = Mutex(ChainJourneys())
    let origin = ContinuousClock.now
    let run = ChainRun(plan, startBroker: startMosquitto) { event in
        _ = journeys.withLock { $0.observe(event, at: ContinuousClock.now - origin) }
        if case .received(_, let verdict) = event {
            continuation.yield(verdict)
        } else {
            continuation.yield(nil)
        }
    }
    let task = Task {
        defer { continuation.finish() }
        try await run.run {}
    }
    var content: JWTContent?
    var hasArrived = false
    for await verdict in steps {
        if let verdict {
            hasArrived = true
            if case .verified(_, let verified) = verdict { content = verified }
        }
        // The sensor may hear of its acknowledgement after the receiver has the reading.
        let soFar = journeys.withLock { $0.summary }
        if hasArrived, soFar.acknowledged >= 1, soFar.taken >= 1 { break }
    }
    task.cancel()
    if content == nil, case .failure(let error) = await task.result {
        Issue.record("the chain ended: \(error)")
    }
    _ = await task.result
    #expect(content?.plaintext == Array("Hello im esp8266".utf8))
    let summary = journeys.withLock { $0.summary }
    #expect(summary.isSuccess)
    #expect(summary.acknowledged >= 1 && summary.taken >= 1)
}

@Test func `the second run reuses what the first made`() throws {
    let place = try TemporaryFolder()
    let first = try ChainFolder(preparing: place.path("data"))
    let second = try ChainFolder(preparing: place.path("data"))
    #expect(first.keysAreNew && !second.keysAreNew)
    #expect(second.server.origin == .reused && second.sensor.origin == .reused)
}

@Test func `a fixed interval that can never be legal is refused with the arithmetic`() throws {
    let place = try TemporaryFolder()
    let folder = try ChainFolder(preparing: place.path("data"))
    do {
        _ = try ChainPlan(
            folder: folder, port: 1883, tlsPort: 8883, source: .message("Hello im esp8266"),
            interval: .seconds(2), gateway: GatewaySettings())
        Issue.record("two seconds were accepted")
    } catch {
        #expect(
            "\(error)".contains(
                "133 bytes at SF7/125 kHz last 220.4 ms; 10 % of an hour allows one per 2.205 s; "
                    + "2 s can never be legal"))
    }
}

@Test func `a broker that cannot start ends the run with its error`() async throws {
    struct PortTaken: Error {}
    let place = try TemporaryFolder()
    let plan = try ChainPlan(
        folder: try ChainFolder(preparing: place.path("data")), port: 1883, tlsPort: 8883,
        source: .load, gateway: GatewaySettings())
    let run = ChainRun(plan, startBroker: { _, _ in throw PortTaken() }, observe: { _ in })
    await #expect(throws: PortTaken.self) { try await run.run {} }
}

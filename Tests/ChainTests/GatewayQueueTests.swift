import Chain
import LoRaFrames
import Testing

private func frame(_ topic: String, _ text: String, airtime: Duration = .seconds(1)) -> GatewayFrame
{
    GatewayFrame(
        reading: Reading(topic: topic, bytes: Array(text.utf8)), bytes: [], airtime: airtime)
}

/// A queue on a 1 % channel: 36 s an hour.
private func makeQueue(topicsMax: Int = 1_000) throws -> GatewayQueue {
    let channel = LoRaChannel(centre: Frequency(kilohertz: 868_300), bandwidth: .kilohertz125)
    return GatewayQueue(rules: try BandPlan.eu868.rules(for: channel), topicsMax: topicsMax)
}

@Test func `within the budget frames go at once and in order`() throws {
    var queue = try makeQueue()
    #expect(queue.put(frame("a", "1")) == .waiting)
    #expect(queue.put(frame("b", "2")) == .waiting)
    #expect(queue.next(now: .zero) == .send(frame("a", "1")))
    #expect(queue.next(now: .zero) == .wait(until: .seconds(1)))
    #expect(queue.next(now: .seconds(1)) == .send(frame("b", "2")))
    #expect(queue.next(now: .seconds(2)) == .idle)
}

@Test func `over budget the newest reading of a topic waits in the place of the older`() throws {
    var queue = try makeQueue()
    _ = queue.put(frame("a", "0", airtime: .seconds(36)))
    #expect(queue.next(now: .zero) == .send(frame("a", "0", airtime: .seconds(36))))
    #expect(queue.put(frame("a", "1")) == .waiting)
    #expect(queue.put(frame("b", "2")) == .waiting)
    let older = Reading(topic: "a", bytes: Array("1".utf8))
    #expect(queue.put(frame("a", "3")) == .replaced(older, droppedTotal: 1))
    let free: Duration = .seconds(3_600)
    #expect(queue.next(now: .seconds(60)) == .wait(until: free))
    #expect(queue.next(now: free) == .send(frame("a", "3")))
    #expect(queue.next(now: free + .seconds(1)) == .send(frame("b", "2")))
    #expect(queue.droppedTotal == 1)
}

@Test func `more topics than the limit displace the one that waited longest`() throws {
    var queue = try makeQueue(topicsMax: 2)
    _ = queue.put(frame("a", "1"))
    _ = queue.put(frame("b", "2"))
    let oldest = Reading(topic: "a", bytes: Array("1".utf8))
    #expect(queue.put(frame("c", "3")) == .displaced(oldest, droppedTotal: 1))
    #expect(queue.count == 2)
}

@Test func `a frame over the hour's budget never waits`() throws {
    var queue = try makeQueue()
    let long = frame("a", "1", airtime: .seconds(36) + .microseconds(1))
    #expect(queue.put(long) == .neverLegal)
    #expect(queue.next(now: .zero) == .idle)
}

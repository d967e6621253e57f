import MQTTPackets
import MQTTSessions
import SeededRandom
import Testing

@Suite struct ReceivedIDsTests {
    @Test func `an identifier is held until it is released [MQTT-4.3.3-10]`() {
        let received = ReceivedBench()
        let packetID = 7
        #expect(!received.contains(packetID))
        #expect(received.insert(packetID))
        #expect(!received.insert(packetID))
        #expect(received.count == 1)
        #expect(received.remove(packetID))
        #expect(!received.remove(packetID))
        #expect(received.count == 0)
    }

    @Test func `all 65,535 identifiers can be held at once`() {
        let received = ReceivedBench()
        for rawValue in 1...65_535 { #expect(received.insert(rawValue)) }
        #expect(received.count == 65_535)
        for rawValue in 1...65_535 { #expect(received.remove(rawValue)) }
        #expect(received.count == 0)
        #expect(!received.contains(65_535))
    }

    @Test(arguments: 1...10)
    func `a random history agrees with a set`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let received = ReceivedBench()
        var model: Set<Int> = []
        let range = seed % 2 == 0 ? 1...40 : 65_000...65_535
        for _ in 0..<5_000 {
            let rawValue = Int.random(in: range, using: &random)
            let packetID = rawValue
            #expect(received.contains(packetID) == model.contains(rawValue))
            if Bool.random(using: &random) {
                #expect(received.insert(packetID) == model.insert(rawValue).inserted)
            } else {
                #expect(received.remove(packetID) == (model.remove(rawValue) != nil))
            }
            #expect(received.count == model.count)
        }
    }
}

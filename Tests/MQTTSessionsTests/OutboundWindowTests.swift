import MQTTPackets
import MQTTSessions
import SeededRandom
import Testing

@Suite struct OutboundWindowTests {
    @Test func `identifiers count from 1 upwards [MQTT-2.2.1-3]`() {
        let window = WindowBench(inFlightMax: 10)
        let given = (0..<5).map { _ in window.admit() }
        #expect(given == [1, 2, 3, 4, 5])
    }

    @Test func `an identifier is not handed out again while others follow`() {
        let window = WindowBench(inFlightMax: 10)
        window.fill(3)
        #expect(window.settle(puback: 1))
        #expect(window.admit() == 4)
    }

    @Test func `identifiers wrap from 65,535 to 1 and skip 0 [MQTT-2.2.1-3]`() throws {
        let window = WindowBench(inFlightMax: 65_535)
        for expected in 1...65_535 {
            let packetID = try #require(window.admit())
            #expect(packetID == expected)
            #expect(window.settle(puback: packetID))
        }
        #expect(window.admit() == 1)
    }

    @Test func `unsettled identifiers keep their order over the wrap [MQTT-4.6.0-1]`() {
        let window = WindowBench(inFlightMax: 100)
        for expected in 1...65_530 {
            window.fill(1)
            #expect(window.settle(puback: expected))
        }
        window.fill(10)
        #expect(window.ids == [65_531, 65_532, 65_533, 65_534, 65_535, 1, 2, 3, 4, 5])
        #expect(window.settle(puback: 2))
        #expect(window.settle(puback: 65_535))
        #expect(window.ids == [65_531, 65_532, 65_533, 65_534, 1, 3, 4, 5])
    }

    @Test func `no more is admitted than Receive Maximum allows [MQTT-3.3.4-9]`() {
        let window = WindowBench(inFlightMax: 2)
        window.fill(2)
        #expect(!window.hasRoom)
        #expect(window.admit(.exactlyOnce) == nil)
        #expect(window.settle(puback: 2))
        #expect(window.admit(.exactlyOnce) == 3)
    }

    @Test func `a window of all identifiers is full`() {
        let window = WindowBench(inFlightMax: .max)
        window.fill(65_535)
        #expect(window.inFlight == 65_535)
        #expect(window.admit() == nil)
        // A hole gives no room: the next identifier in order is still in use.
        #expect(window.settle(puback: 2))
        #expect(window.admit() == nil)
        #expect(window.settle(puback: 1))
        #expect(window.admit() == 1)
        #expect(window.admit() == 2)
        #expect(window.admit() == nil)
    }

    @Test func `a QoS 2 exchange ends with PUBCOMP [MQTT-4.3.3-5]`() throws {
        let window = WindowBench(inFlightMax: 10)
        let packetID = try #require(window.admit(.exactlyOnce))
        #expect(!window.settle(pubcomp: packetID))
        #expect(window.receive(pubrec: packetID))
        #expect(window.unsettled.map(\.stage) == [.awaitingPubcomp])
        #expect(window.receive(pubrec: packetID), "a repeated PUBREC is answered again")
        #expect(window.inFlight == 1)
        #expect(window.settle(pubcomp: packetID))
        #expect(!window.settle(pubcomp: packetID))
        #expect(window.inFlight == 0)
    }

    @Test func `a refused PUBREC settles the message`() throws {
        let window = WindowBench(inFlightMax: 10)
        let packetID = try #require(window.admit(.exactlyOnce))
        #expect(window.settle(refusedPubrec: packetID))
        #expect(!window.receive(pubrec: packetID))
    }

    @Test func `an acknowledgement of the wrong kind changes nothing`() throws {
        let window = WindowBench(inFlightMax: 10)
        let first = try #require(window.admit())
        let second = try #require(window.admit(.exactlyOnce))
        #expect(!window.receive(pubrec: first))
        #expect(!window.settle(pubcomp: first))
        #expect(!window.settle(refusedPubrec: first))
        #expect(!window.settle(puback: second))
        #expect(window.receive(pubrec: second))
        #expect(!window.settle(refusedPubrec: second))
        #expect(window.ids == [1, 2])
        #expect(window.inFlight == 2)
    }

    @Test(arguments: [1, 4, 5, 65_535])
    func `an acknowledgement of an unknown identifier changes nothing`(rawValue: Int) {
        let window = WindowBench(inFlightMax: 10)
        #expect(!window.settle(puback: rawValue))
        window.fill(3)
        #expect(window.settle(puback: 1))
        #expect(!window.settle(puback: rawValue))
        #expect(window.unsettled(rawValue) == nil)
        #expect(window.ids == [2, 3])
        #expect(window.inFlight == 2)
    }

    @Test func `a kept message is given up with PUBREC or PUBACK`() {
        let window = WindowBench(inFlightMax: 40)
        for number in 1...20 {
            let qos: QoS = number % 2 == 0 ? .exactlyOnce : .atLeastOnce
            _ = window.admit(qos, keeping: number == 3 ? nil : delivery(UInt8(number)))
        }
        #expect(window.receive(pubrec: 2))
        #expect(window.settle(puback: 1))
        let kept = window.unsettled
        #expect(window.ids == Array(2...20))
        #expect(kept[0].delivery == nil)
        #expect(kept[1].delivery == nil)
        #expect(kept.dropFirst(2).map(\.delivery?.mark) == (4...20).map { UInt8($0) })
        #expect(window.unsettled(20)?.delivery?.mark == 20)
    }

    @Test func `a smaller Receive Maximum holds back what is new`() {
        let window = WindowBench(inFlightMax: 10)
        window.fill(5)
        window.inFlightMax = 3
        for expected in 1...2 {
            #expect(window.settle(puback: expected))
            #expect(!window.hasRoom)
        }
        #expect(window.settle(puback: 3))
        #expect(window.hasRoom)
    }

    /// One exchange of the model.
    private struct Expected: Equatable {
        var packetID: Int
        var stage: OutboundWindow.Stage
    }

    @Test(arguments: 1...20)
    func `a random history agrees with a list`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let window = WindowBench(inFlightMax: [1, 20, 600][Int(seed % 3)])
        var model: [Expected] = []
        var nextID = 1
        for _ in 0..<6_000 {
            if Bool.random(using: &random) || model.isEmpty {
                let qos: QoS = Bool.random(using: &random) ? .atLeastOnce : .exactlyOnce
                guard let packetID = window.admit(qos) else { continue }
                #expect(packetID == nextID)
                nextID = nextID == 65_535 ? 1 : nextID + 1
                model.append(
                    Expected(
                        packetID: packetID,
                        stage: qos == .atLeastOnce ? .awaitingPuback : .awaitingPubrec))
                continue
            }
            let place = Int.random(in: 0..<model.count, using: &random)
            let packetID = model[place].packetID
            switch (Int.random(in: 0..<3, using: &random), model[place].stage) {
            case (0, let stage):
                #expect(window.settle(puback: packetID) == (stage == .awaitingPuback))
                if stage == .awaitingPuback { model.remove(at: place) }
            case (1, let stage):
                #expect(window.receive(pubrec: packetID) == (stage != .awaitingPuback))
                if stage == .awaitingPubrec { model[place].stage = .awaitingPubcomp }
            case (_, let stage):
                #expect(window.settle(pubcomp: packetID) == (stage == .awaitingPubcomp))
                if stage == .awaitingPubcomp { model.remove(at: place) }
            }
            #expect(window.inFlight == model.count)
        }
        #expect(
            window.unsettled.map {
                Expected(packetID: Int($0.packetID.rawValue), stage: $0.stage)
            } == model)
    }
}

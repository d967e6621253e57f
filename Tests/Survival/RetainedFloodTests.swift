import BrokerCore
import MQTTPackets
import Testing

@Suite(.timeLimit(.minutes(2))) struct RetainedFloodTests {
    @Test(arguments: [UInt8(0), 1])
    func `case 20: 5,000 retained messages all reach a subscriber that reads slowly`(qos: UInt8) {
        let bench = QuietBench { $0.outboundBytesMax = 100_000 }
        let publisher = bench.join("p")
        let payload = [UInt8](repeating: 7, count: 100)
        for number in 0..<5_000 {
            bench.send(Bytes.publish("t/\(number)", payload, 1, isRetained: true), from: publisher)
        }
        let slow = bench.join("s")
        bench.blocked.insert(slow)
        bench.send(Bytes.subscribe("t/#", qos), from: slow)
        var topics: Set<[UInt8]> = []
        var unread: [UInt8] = []
        var pieces = 0
        while topics.count < 5_000, pieces < 5_000 {
            pieces += 1
            _ = bench.trickle(1_500, to: slow)
            unread += bench.take(from: slow)
            var answers: [UInt8] = []
            for frame in Bytes.frames(in: unread) {
                let bytes = Array(frame)
                unread.removeFirst(bytes.count)
                if bytes[0] >> 4 != 3 { continue }
                let topicEnd = 4 + Int(bytes[3])
                topics.insert(Array(bytes[4..<topicEnd]))
                if qos == 1 { answers += [0x40, 2, bytes[topicEnd], bytes[topicEnd + 1]] }
            }
            if !answers.isEmpty { bench.send(answers, from: slow) }
        }
        #expect(topics.count == 5_000)
        #expect(bench.shard.droppedMessages == 0)
    }

    @Test func `case 20: what finds no room is refused with 0x97, all that was acknowledged comes`()
    {
        let bench = QuietBench { $0.queuedMessagesMax = 1_000 }
        let away = bench.join("s", isClean: false)
        bench.send(Bytes.subscribe("t", 1), from: away)
        bench.lose(away)
        let publisher = bench.join("p", .v5)
        var acknowledged: [UInt16] = []
        for number in UInt16(1)...3_000 {
            bench.send(
                Bytes.publish("t", Bytes.twoBytes(number), 1, packetID: number, version: .v5),
                from: publisher)
            let answer = bench.take(from: publisher)
            if answer == [0x40, 2] + Bytes.twoBytes(number) {
                acknowledged.append(number)
            } else {
                #expect(answer == [0x40, 3] + Bytes.twoBytes(number) + [0x97])
            }
        }
        #expect(acknowledged.count == 1_000)
        let back = bench.open()
        bench.send(Bytes.connect("s", isClean: false), from: back)
        let payloads = Bytes.frames(in: bench.take(from: back)).dropFirst().map { frame in
            frame.suffix(2).reduce(UInt16(0)) { $0 << 8 | UInt16($1) }
        }
        #expect(payloads == acknowledged)
    }
}

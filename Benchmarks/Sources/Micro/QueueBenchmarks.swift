import BrokerCore

/// What lies between a message and its socket: bytes appended to a connection's queue and sent.
var queues: [Benchmark] {
    [64, 1_024, 16_384].map { size in
        Benchmark("queue/append and send/\(size)", operations: QueueUnderTest.frames) {
            let queue = QueueUnderTest(frameBytes: size)
            return { queue.fillAndSend() }
        }
    }
}

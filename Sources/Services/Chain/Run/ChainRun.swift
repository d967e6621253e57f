import ApusClient
import LoRaFrames
import Radio

/// Broker, ether, receiver, gateway and sensor in one process, as the same code they are alone.
package struct ChainRun: Sendable {
    private let plan: ChainPlan
    private let startBroker: ChainBroker.Start
    private let observe: ChainObserver

    package init(
        _ plan: ChainPlan, startBroker: @escaping ChainBroker.Start,
        observe: @escaping ChainObserver
    ) {
        self.plan = plan
        self.startBroker = startBroker
        self.observe = observe
    }

    /// Runs until the task is cancelled or a part fails; nothing is left running after it.
    /// - Parameter whenReady: called once clients can connect.
    package func run(whenReady: @escaping @Sendable () -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (listening, listens) = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                defer { listens.finish() }
                try await startBroker(plan.broker) { listens.yield() }
                if !Task.isCancelled { throw ChainRunError.brokerEnded }
            }
            var isListening = false
            for await _ in listening {
                isListening = true
                break
            }
            if isListening {
                whenReady()
                group.addTask { try await runDevices() }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Everything but the broker; ends when the sensor's source does.
    private func runDevices() async throws {
        let observe = observe
        let keys = try ChainKeyFile.load(plan.folder.keysPath, environment: [:])
        let ether = try await EtherServer.open(port: plan.etherPort, settings: plan.ether) {
            observe(.ether($0))
        }
        do {
            let settings = plan.gateway.radio
            let sender = try await EtherRadio.open(
                settings, at: Position(x: 0, y: 0), etherPort: ether.port)
            let listener = try await EtherRadio.open(
                settings, at: plan.receiverPosition, etherPort: ether.port)
            let gateway = Gateway(
                settings: plan.gateway, keys: keys, radio: sender, observe: observe)
            let receiver = Receiver(keys: keys, address: plan.gateway.header.to)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await receiver.run(listener, observe: observe) }
                group.addTask { try await runGateway(gateway) }
                defer { group.cancelAll() }
                try await group.next()
            }
            await sender.close()
            await listener.close()
        } catch {
            await ether.close()
            throw error
        }
        await ether.close()
    }

    /// The gateway is subscribed before the sensor speaks: no reading is published into the void.
    private func runGateway(_ gateway: Gateway) async throws {
        try await ChainClient.with(plan.client(.gateway), as: .gateway, observe: observe) {
            let subscription = try await $0.subscribe(
                to: TopicFilter(plan.topic, qos: .atLeastOnce, retainedMessages: .never))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await gateway.run(subscription) }
                group.addTask { try await runSensor() }
                defer { group.cancelAll() }
                try await group.next()
            }
        }
    }

    private func runSensor() async throws {
        let sensor = Sensor(
            topic: plan.topic, source: plan.source, interval: plan.interval, observe: observe)
        try await ChainClient.with(
            plan.client(.sensor), as: .sensor, observe: observe, work: sensor.run)
    }
}

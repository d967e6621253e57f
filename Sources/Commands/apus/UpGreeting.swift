internal import Chain
internal import FaultCatalogue
internal import Identity

/// What `apus up` says first: what it made, and commands that work as they stand.
enum UpGreeting {
    static func text(_ plan: ChainPlan) -> String {
        let folder = plan.folder
        let made = [folder.server, folder.sensor, folder.gateway, folder.guest]
            .filter { $0.origin != .reused }.map(\.certificatePath)
        let keys = folder.keysAreNew ? [folder.keysPath] : []
        let news = (made + keys).map { "  made    \($0)\n" }.joined()
        let (port, tlsPort) = (plan.broker.port, plan.broker.tlsPort)
        let security =
            "--cafile \(ShellWord(folder.authorityPath)) "
            + "--cert \(ShellWord(folder.guest.certificatePath)) "
            + "--key \(ShellWord(folder.guest.keyPath))"
        let topic = ShellWord(plan.topic)
        return """
            The chain runs: sensor -> broker (mutual TLS) -> gateway -> LoRa -> receiver
              folder  \(folder.path)
            \(news)
            Join in from another terminal, on this machine without TLS:

              mosquitto_sub -h localhost -p \(port) -t 'sensors/#' -v
              mosquitto_pub -h localhost -p \(port) -t \(topic) -m hello
              apus sub -h localhost -p \(port) -t 'sensors/#' -v

            with mutual TLS:

              mosquitto_sub -h localhost -p \(tlsPort) \(security) -t 'sensors/#' -v
              mosquitto_pub -h localhost -p \(tlsPort) \(security) -t \(topic) -m hello
              apus sub -h localhost -p \(tlsPort) \(security) -t 'sensors/#' -v

            Ctrl-C ends it.


            """
    }
}

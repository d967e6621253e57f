internal import ArgumentParser

/// The one binary: a secure sensor chain in its subcommands.
@main
struct Apus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apus",
        abstract: "A secure sensor chain: MQTT broker, clients, certificates, LoRa gateway.",
        discussion: """
            EXAMPLE
              apus up
              apus broker -v
              apus sub -t 'sensors/#' -v
              apus pub -t sensors/attic -m 21.4
              apus doctor broker.example:8883 --cafile ca.crt
            """,
        subcommands: [
            UpCommand.self,
            BrokerCommand.self,
            Pub.self,
            Sub.self,
            CACommand.self,
            CertCommand.self,
            DoctorCommand.self,
            ExplainCommand.self,
            SCRAMCommand.self,
            SensorCommand.self,
            GatewayCommand.self,
            ReceiverCommand.self,
            EtherCommand.self,
        ],
        helpNames: .long)

    /// Runs under the name by which the binary was called.
    static func main() async {
        await main(Invocation.arguments(CommandLine.arguments))
    }
}

import Foundation
package import StockPeers

/// A broker and a client that want to meet: their files, and what each is told.
package struct Setup: Sendable {
    /// Where the files lie.
    package let folder: TemporaryFolder
    /// The broker's options, as mosquitto.conf names them.
    package var broker: [String: String]
    /// The client's files and options.
    package var client: ClientSide
    /// What listens where the client connects.
    package var scene = Scene.broker
    /// Which program of others meets our broker.
    package var stockClient = StockClient.mosquitto
    /// Whether stock mosquitto shows our client and doctor the same fault.
    package var suitsStockBroker = true
    /// Files for the doctor beside those of broker and client.
    package var otherFiles: [String] = []

    /// Writes the broker's configuration and answers its path.
    package func writeConfiguration(port: Int) throws -> String {
        let path = folder.path("mosquitto.conf")
        let lines = ["listener \(port) 127.0.0.1"] + brokerLines
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
        return path
    }

    /// What follows the line `listener` in mosquitto.conf.
    package var brokerLines: [String] { broker.sorted { $0.key < $1.key }.map { "\($0) \($1)" } }

    /// The client's files, as the doctor is given them.
    package var clientFiles: [String] {
        [client.authorities, client.certificate, client.key].compactMap { $0 } + otherFiles
    }
}

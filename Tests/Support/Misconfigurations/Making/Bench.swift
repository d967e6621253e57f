import Foundation
import StockPeers

/// Where the files of one setup are made.
struct Bench: Sendable {
    let kit: Kit
    let folder: TemporaryFolder

    init(_ kit: Kit) throws {
        self.init(kit: kit, folder: try TemporaryFolder())
        for name in ["broker", "client"] {
            try FileManager.default.createDirectory(
                at: folder.url.appending(path: name), withIntermediateDirectories: true)
        }
    }

    init(kit: Kit, folder: TemporaryFolder) {
        self.kit = kit
        self.folder = folder
    }

    /// Broker and client with all that they need, mutual TLS, nothing wrong.
    func healthy() throws -> Setup {
        for (source, copy) in [
            ("root.crt", "broker/ca.crt"), ("server.crt", "broker/server.crt"),
            ("server.key", "broker/server.key"), ("root.crt", "client/ca.crt"),
            ("client.crt", "client/client.crt"), ("client.key", "client/client.key"),
        ] {
            try take(source, as: copy)
        }
        let client = ClientSide(
            authorities: path("client/ca.crt"), certificate: path("client/client.crt"),
            key: path("client/client.key"))
        return Setup(
            folder: folder,
            broker: [
                "cafile": path("broker/ca.crt"), "certfile": path("broker/server.crt"),
                "keyfile": path("broker/server.key"), "require_certificate": "true",
                "allow_anonymous": "true",
            ], client: client)
    }

    /// Both without TLS, nothing wrong.
    func plain() throws -> Setup {
        Setup(
            folder: folder, broker: ["allow_anonymous": "true"], client: ClientSide(usesTLS: false))
    }

    func path(_ name: String) -> String { folder.path(name) }

    func url(_ name: String) -> URL { folder.url.appending(path: name) }

    /// Copies a file of the kit, with its rights.
    func take(_ name: String, as copy: String) throws {
        try? FileManager.default.removeItem(at: url(copy))  // there may be none
        try FileManager.default.copyItem(at: kit.folder.url.appending(path: name), to: url(copy))
    }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: url(name)) }

    /// The bytes of one of the kit's files.
    func kitBytes(_ name: String) throws -> Data {
        try Data(contentsOf: kit.folder.url.appending(path: name))
    }

    /// Writes a file; its rights stay as they are.
    func write(_ parts: Data..., to name: String) throws {
        try parts.reduce(Data(), +).write(to: url(name))
    }

    func setMode(_ mode: Int, of name: String) throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: mode], ofItemAtPath: path(name))
    }

    func openssl(_ arguments: String...) async throws {
        try await ProgramRun.succeed("openssl", arguments, in: folder.url)
    }
}

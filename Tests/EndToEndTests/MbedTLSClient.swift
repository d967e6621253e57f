import Foundation
import StockPeers

/// A client of Python's binding to Mbed TLS: it shakes hands, sends CONNECT and prints the answer.
enum MbedTLSClient {
    /// Whether the binding is there.
    static var isInstalled: Bool {
        get async throws {
            let folder = try TemporaryFolder()
            return try await python(["-c", "import mbedtls"], in: folder).exitCode == 0
        }
    }

    /// - Parameter words: the authority's file, the host's name, the port and, for a client with a
    ///   certificate, the files of that and of its key.
    static func run(_ words: [String], in folder: TemporaryFolder) async throws -> ProgramRun {
        try await python(["-c", script] + words, in: folder)
    }

    private static func python(
        _ arguments: [String], in folder: TemporaryFolder
    ) async throws -> ProgramRun {
        let packages = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(
                path: ".build/python")
        return try await ProgramRun.run(
            "/usr/bin/env",
            ["PYTHONPATH=\(packages.path())", "/usr/bin/python3"] + arguments, in: folder.url)
    }

    private static let script = """
        import socket, sys
        from mbedtls import pk, tls, x509

        def text(path):
            with open(path) as file:
                return file.read()

        authority, host, port, *own = sys.argv[1:]
        trust = tls.TrustStore()
        trust.add(x509.CRT.from_PEM(text(authority)))
        chain = None
        if own:
            chain = ((x509.CRT.from_PEM(text(own[0])),), pk.ECC.from_PEM(text(own[1])))
        configuration = tls.TLSConfiguration(
            trust_store=trust, validate_certificates=True, certificate_chain=chain)
        peer = tls.ClientContext(configuration).wrap_socket(
            socket.create_connection(("127.0.0.1", int(port))), server_hostname=host)
        peer.do_handshake()
        peer.send(bytes.fromhex("100e00044d5154540402000000026d62"))
        while True:
            try:
                print(peer.recv(4).hex())
                break
            except tls.WantReadError:
                pass
        """
}

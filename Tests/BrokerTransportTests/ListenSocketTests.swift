import BrokerCore
import BrokerTransport
import Foundation
import Testing

struct ListenSocketTests {
    @Test func `port 0 reports the port that the kernel chose`() throws {
        let server = try TestServer()
        #expect(server.listener.port != 0)
        let client = try TestClient(port: server.listener.port)
        let link = try server.accept()
        #expect(link.peer.text == "127.0.0.1")
        #expect(link.peer.port != 0)
        _ = client
    }

    @Test func `a busy port is an error that names address, port and the cure`() throws {
        let server = try TestServer()
        let port = server.listener.port
        let fault = #expect(throws: ListenFault.self) {
            try ListenSocket.open(.tcp(host: "127.0.0.1", port: port))
        }
        #expect(fault == .busy("127.0.0.1 port \(port)"))
        #expect(fault?.description.contains("-p PORT") == true)
    }

    @Test func `a port that another socket holds on one address is not taken on all`() throws {
        let server = try TestServer()
        let port = server.listener.port
        #expect(throws: ListenFault.busy("port \(port)")) {
            try ListenSocket.open(.tcp(host: nil, port: port))
        }
    }

    @Test func `without host an IPv4 client is shown by its IPv4 address`() throws {
        let sockets = try ListenSocket.open(.tcp(host: nil, port: 0))
        let listener = try #require(sockets.first)
        #expect(sockets.count == 1)
        let client = try TestClient(port: listener.port)
        let poller = try Poller()
        try poller.add(listener.descriptor, token: 1, interest: [.read, .exclusive])
        #expect(try poller.wait(milliseconds: 30_000) == 1)
        guard case .accepted(let descriptor, let peer) = listener.accept() else {
            Issue.record("nothing to accept")
            return
        }
        descriptor.close()
        #expect(peer.text == "127.0.0.1")
        _ = client
    }

    @Test func `accepting when nobody waits would block`() throws {
        let server = try TestServer()
        guard case .wouldBlock = server.listener.accept() else {
            Issue.record("something was accepted")
            return
        }
    }

    @Test func `an address of another machine is not available`() throws {
        #expect(throws: ListenFault.addressNotAvailable("192.0.2.1 port 0")) {
            try ListenSocket.open(.tcp(host: "192.0.2.1", port: 0))
        }
    }

    @Test func `a host name that does not resolve is named with the resolver's reason`() throws {
        let fault = #expect(throws: ListenFault.self) {
            try ListenSocket.open(.tcp(host: "no such host.invalid", port: 0))
        }
        guard case .unknownHost("no such host.invalid", let reason) = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(!reason.isEmpty)
    }

    @Test func `an unknown network interface is named`() throws {
        #expect(throws: ListenFault.unknownInterface("no-such-iface")) {
            try ListenSocket.open(
                .tcp(host: "127.0.0.1", port: 0), networkInterface: "no-such-iface")
        }
    }

    @Test func `a Unix socket replaces a dead one, refuses a live one, and leaves with its owner`()
        throws
    {
        let folder = try TemporaryFolder()
        let path = folder.path("broker.sock")
        var first: [ListenSocket]? = try ListenSocket.open(.unix(path: path))
        #expect(throws: ListenFault.busy(path)) { try ListenSocket.open(.unix(path: path)) }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o770)
        // A name of its own keeps the dead socket's file when the owner removes its path.
        try FileManager.default.linkItem(atPath: path, toPath: folder.path("dead.sock"))
        #expect(first?.count == 1)
        first = nil
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(try ListenSocket.open(.unix(path: folder.path("dead.sock"))).count == 1)
    }

    @Test func `a file that is no socket is left alone`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("precious", to: "file")
        #expect(throws: ListenFault.notASocket(path: path)) {
            try ListenSocket.open(.unix(path: path))
        }
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test func `a Unix path of 108 bytes is too long`() throws {
        let path = "/tmp/" + String(repeating: "x", count: 103)
        #expect(throws: ListenFault.pathTooLong(path: path)) {
            try ListenSocket.open(.unix(path: path))
        }
    }
}

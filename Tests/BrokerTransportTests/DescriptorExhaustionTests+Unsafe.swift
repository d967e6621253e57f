import BrokerCore
import BrokerTransport
import Glibc
import Testing

struct DescriptorExhaustionTests {
    @Test func `a process without free descriptors hears so and keeps the peer waiting`() async {
        // A process of its own, because the limit is the process's.
        await #expect(processExitsWith: .success) {
            let server = try TestServer()
            let client = try TestClient(port: server.listener.port)
            var limit = rlimit(rlim_cur: 0, rlim_max: 4096)
            // Proof: the call reads one rlimit.
            _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            guard case .outOfDescriptors = server.listener.accept() else { exit(1) }
            limit.rlim_cur = 4096
            _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            guard case .accepted = server.listener.accept() else { exit(2) }
            _ = client
        }
    }
}

import FaultCatalogue
import Misconfigurations
import Testing

/// What is promised of the setups that the table of faults is made of.
@Suite struct MisconfigurationTests {
    @Test func `there are as many as the table promises`() {
        #expect(Misconfiguration.all.count >= 44)
        #expect(HealthySetup.all.count >= 20)
    }

    @Test func `each has a sentence of its own`() {
        let names = Misconfiguration.all.map(\.name) + HealthySetup.all.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func `each can be made, and some column can know it`() async throws {
        let kit = try await Kit()
        let all = Misconfiguration.all
        #expect(all.allSatisfy { !$0.columns.isEmpty })
        _ = try await Abreast.map(all.count) { _ = try await all[$0].make(with: kit) }
        let healthy = HealthySetup.all
        _ = try await Abreast.map(healthy.count) { _ = try await healthy[$0].make(with: kit) }
    }
}

/// The files in which a token's module may be, the likeliest first.
struct ModuleFile {
    /// Paths and, for the system's own search, names without folder.
    let candidates: [String]

    /// Where distributions put modules.
    private static let folders: [String] = {
        #if arch(arm64)
            let machine = "aarch64-linux-gnu"
        #elseif arch(arm)
            let machine = "arm-linux-gnueabihf"
        #elseif arch(riscv64)
            let machine = "riscv64-linux-gnu"
        #else
            let machine = "x86_64-linux-gnu"
        #endif
        return [
            "/usr/lib/\(machine)/pkcs11", "/usr/lib64/pkcs11", "/usr/lib/pkcs11",
            "/usr/lib/softhsm", "/usr/lib/\(machine)/softhsm", "/usr/lib64/softhsm",
            "/usr/local/lib/softhsm", "/usr/lib/\(machine)", "/usr/lib64", "/usr/local/lib",
            "/usr/lib",
        ]
    }()

    /// Whose own the system's modules are, then SoftHSM, for machines without p11-kit.
    private static let standard = ["p11-kit-proxy.so", "libp11-kit.so.0"] + named("softhsm2")

    /// Names the files for an address; what it leaves open the environment may say.
    init(_ uri: TokenURI, environment: (String) -> String?) {
        if let path = uri.modulePath, let name = uri.moduleName {
            candidates = Self.fileNames(name).map { "\(path)/\($0)" } + [path]
        } else if let path = uri.modulePath {
            // Without a slash the system would search, and an address says where.
            candidates = [path.contains("/") ? path : "./\(path)"]
        } else if let name = uri.moduleName {
            candidates = Self.named(name)
        } else if let chosen = environment("APUS_PKCS11_MODULE"), !chosen.isEmpty {
            candidates = chosen.contains("/") ? [chosen] : Self.named(chosen)
        } else {
            candidates = Self.standard
        }
    }

    /// Every file that a name may mean.
    private static func named(_ name: String) -> [String] {
        let names = fileNames(name)
        return folders.flatMap { folder in names.map { "\(folder)/\($0)" } } + names
    }

    private static func fileNames(_ name: String) -> [String] {
        if name.hasSuffix(".so") || name.contains(".so.") { return [name] }
        return ["lib\(name).so", "\(name).so", "\(name)-pkcs11.so", "lib\(name)_pkcs11.so"]
    }

    /// The candidates as an error shows them: all would fill the screen.
    var shown: [String] {
        candidates.count <= 4 ? candidates : candidates.prefix(3) + ["… \(candidates.count) in all"]
    }

    /// Whether a candidate can be told missing before it is loaded.
    static func isMissing(_ candidate: String) -> Bool {
        candidate.contains("/") && !exists(candidate)
    }
}

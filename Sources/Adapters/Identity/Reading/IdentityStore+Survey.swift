package import X509

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension IdentityStore {
    /// How the authority, its list and every certificate of the folder stand, in that order.
    ///
    /// No private key is needed for it, though those beside certificates are compared with them.
    package func survey(now: Date = Date()) throws(IdentityError) -> [Standing] {
        let files: [String]
        do {
            files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw .file(path: folder, AtomicFile.exists(folder) ? .permissionDenied : .missing)
        }
        let ledger = try self.ledger()
        let authority = Result { () throws(IdentityError) in
            try CertificateFile(reading: authorityFiles.certificate).certificate
        }
        var standings = [authorityStanding(authority, now: now)]
        if files.contains(FilePath.name(of: authorityFiles.revocationList)) {
            standings.append(listStanding(try? authority.get(), now: now))  // Nil: said already.
        }
        for file in files where file.hasSuffix(".crt") && !file.hasPrefix(".") {
            let stem = FilePath.stem(of: file)
            if stem == AuthorityFiles.stem { continue }
            // An authority that cannot be read was named already.
            standings.append(leafStanding(stem, try? authority.get(), ledger, now: now))
        }
        return standings
    }

    private func authorityStanding(
        _ authority: Result<Certificate, IdentityError>, now: Date
    ) -> Standing {
        let path = authorityFiles.certificate
        switch authority {
        case .failure(let error):
            return Standing(
                name: AuthorityFiles.stem, path: path, role: .authority, notAfter: nil,
                fault: .unreadable(error))
        case .success(let certificate):
            return Standing(
                name: AuthorityFiles.stem, path: path, role: .authority,
                notAfter: certificate.notValidAfter,
                fault: timeFault(certificate, now: now)
                    ?? keyFault(certificate, keyPath: authorityFiles.key))
        }
    }

    private func listStanding(_ authority: Certificate?, now: Date) -> Standing {
        let path = authorityFiles.revocationList
        do throws(IdentityError) {
            let list = try RevocationList(reading: path)
            let isOwn = authority.map { list.isSigned(by: $0) } ?? true
            let isOver = list.nextUpdate.map { $0 <= now } ?? false
            let fault: Standing.Fault? =
                isOver
                ? .expired : !isOwn ? .otherAuthority : list.thisUpdate > now ? .notYetValid : nil
            return Standing(
                name: AuthorityFiles.stem, path: path, role: .revocationList,
                notAfter: list.nextUpdate, fault: fault)
        } catch {
            return Standing(
                name: AuthorityFiles.stem, path: path, role: .revocationList, notAfter: nil,
                fault: .unreadable(error))
        }
    }

    private func leafStanding(
        _ stem: String, _ authority: Certificate?, _ ledger: Ledger, now: Date
    ) -> Standing {
        let path = "\(folder)/\(stem).crt"
        do throws(IdentityError) {
            let certificate = try CertificateFile(reading: path).certificate
            let isOwn = authority.map { $0.hasSigned(certificate) } ?? true
            let isRevoked = ledger[certificate.serialBytes]?.isRevoked ?? false
            let fault: Standing.Fault? =
                isRevoked
                ? .revoked
                : timeFault(certificate, now: now)
                    ?? (isOwn ? nil : .otherAuthority)
                    ?? keyFault(certificate, keyPath: "\(folder)/\(stem).key")
            return Standing(
                name: stem, path: path, role: .leaf(certificate.leafKind),
                notAfter: certificate.notValidAfter, fault: fault)
        } catch {
            return Standing(
                name: stem, path: path, role: .unknown, notAfter: nil, fault: .unreadable(error))
        }
    }

    private func timeFault(_ certificate: Certificate, now: Date) -> Standing.Fault? {
        if certificate.notValidAfter <= now { return .expired }
        return certificate.notValidBefore > now ? .notYetValid : nil
    }

    // A key that is not here is with its owner: a request was signed, or a token holds it. One that
    // this user may not read cannot be compared.
    private func keyFault(_ certificate: Certificate, keyPath: String) -> Standing.Fault? {
        guard AtomicFile.exists(keyPath) else { return nil }
        do throws(IdentityError) {
            let key = try KeyFile(reading: keyPath).key.publicKey
            return key == certificate.publicKey ? nil : .keyMismatch
        } catch .file(_, .permissionDenied) {
            return nil
        } catch {
            return .unreadable(error)
        }
    }
}

extension Certificate {
    /// Whether this authority's certificate signed the other: by its name and by its key.
    package func hasSigned(_ other: Certificate) -> Bool {
        other.issuer == subject && publicKey.isValidSignature(other.signature, for: other)
    }

    /// Whose certificate it is; one for both uses that has names is a server's.
    package var leafKind: LeafKind {
        if !serves(.serverAuth) { return .device }
        return serves(.clientAuth) && serverNames.isEmpty ? .device : .server
    }
}

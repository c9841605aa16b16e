namespace StreamW2V.Ingest.Sources;

/// <summary>
/// The first bytes of a file, to be compared with what many sources started with: the hashes of all its beginnings are computed once, so that each comparison is
/// one look-up.
/// </summary>
internal sealed class ContentHead(byte[] bytes)
{
    private ulong[]? _hashes;

    /// <summary>How many bytes there are; fewer than asked for at the end of the file.</summary>
    public int Length => bytes.Length;

    /// <summary>Whether something was read under the identity and the file starts with it.</summary>
    public bool StartsLike(SourceIdentity identity) =>
        identity.PrefixLength > 0 && identity.PrefixLength <= bytes.Length && Hashes[identity.PrefixLength] == identity.PrefixHash;

    private ulong[] Hashes
    {
        get
        {
            if (_hashes is not null)
            {
                return _hashes;
            }

            _hashes = new ulong[Math.Min(bytes.Length, ContentHash.PrefixBytes) + 1];
            _hashes[0] = ContentHash.Empty;
            for (int i = 1; i < _hashes.Length; i++)
            {
                _hashes[i] = ContentHash.Append(_hashes[i - 1], bytes.AsSpan(i - 1, 1));
            }

            return _hashes;
        }
    }
}

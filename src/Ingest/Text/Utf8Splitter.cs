using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace StreamW2V.Ingest.Text;

/// <summary>
/// Splits raw UTF-8 into lines and repairs it on the way: each maximal subpart of an ill-formed sequence becomes one U+FFFD
/// (Unicode 16, section 3.9, the practice of <see cref="Rune.DecodeFromUtf8"/>). A sequence cut by the end of a chunk is
/// kept until its next byte is seen, so the result does not depend on how the bytes were cut into chunks.
/// </summary>
internal sealed class Utf8Splitter : ILineSplitter
{
    // Checked for validity at once: long enough to make the vectorised checks cheap, short enough to stay in the first cache.
    private const int WindowBytes = 16 * 1024;

    private readonly LineAssembler _line;
    private readonly byte[] _cut = new byte[4];
    private int _cutLength;

    public Utf8Splitter(LineAssembler line) => _line = line;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Split(ReadOnlySpan<byte> raw, long offset, LineBatch batch)
    {
        var used = 0;
        while (used < raw.Length && !batch.IsFull)
        {
            if (_cutLength > 0)
            {
                used += FinishCut(raw[used]);
                continue;
            }

            var window = raw.Slice(used, Math.Min(WindowBytes, raw.Length - used));
            var whole = window.LastIndexOf((byte)'\n') + 1;
            used += SplitWindow(whole > 0 ? window[..whole] : window, offset + used, batch);
        }

        return used;
    }

    public void Complete()
    {
        if (_cutLength > 0)
        {
            _cutLength = 0;
            _line.Repair();
        }
    }

    private int SplitWindow(ReadOnlySpan<byte> window, long offset, LineBatch batch)
    {
        var isClean = !window.Contains((byte)0) && Utf8.IsValid(window);
        var used = 0;
        while (used < window.Length && !batch.IsFull)
        {
            var rest = window[used..];
            var end = rest.IndexOf((byte)'\n');
            var segment = end < 0 ? rest : rest[..end];
            used += segment.Length;
            if (_line.IsTruncated)
            {
                segment = default;
            }
            else if (!isClean)
            {
                AppendRepaired(segment, isLineEnd: end >= 0);
                segment = default;
            }

            if (end < 0)
            {
                _line.Append(segment);
            }
            else
            {
                used++;
                _line.End(segment, batch, offset + used);
            }
        }

        return used;
    }

    private void AppendRepaired(ReadOnlySpan<byte> segment, bool isLineEnd)
    {
        while (!segment.IsEmpty && !_line.IsTruncated)
        {
            if (segment[0] == 0)
            {
                var nuls = segment.IndexOfAnyExcept((byte)0);
                nuls = nuls < 0 ? segment.Length : nuls;
                _line.SkipNul(nuls);
                segment = segment[nuls..];
                continue;
            }

            var valid = ValidPrefix(segment, out var status, out var bad);
            _line.Append(segment[..valid]);
            segment = segment[valid..];
            if (_line.IsTruncated || status == OperationStatus.Done)
            {
                continue;
            }

            if (status == OperationStatus.NeedMoreData && !isLineEnd)
            {
                segment.CopyTo(_cut);
                _cutLength = segment.Length;
                return;
            }

            _line.Repair();
            segment = segment[bad..];
        }
    }

    /// <summary>Bytes up to the first NUL or ill-formed sequence; for the latter its status and length.</summary>
    private static int ValidPrefix(ReadOnlySpan<byte> segment, out OperationStatus status, out int bad)
    {
        var end = 0;
        status = OperationStatus.Done;
        bad = 0;
        while (end < segment.Length && segment[end] != 0)
        {
            if (segment[end] < 0x80)
            {
                var ascii = segment[end..].IndexOfAnyExceptInRange((byte)1, (byte)0x7F);
                end += ascii < 0 ? segment.Length - end : ascii;
                continue;
            }

            status = Rune.DecodeFromUtf8(segment[end..], out _, out bad);
            if (status != OperationStatus.Done)
            {
                break;
            }

            end += bad;
        }

        return end;
    }

    /// <summary>
    /// Offers one more byte to the sequence that a chunk had cut; returns 1 if it took it, 0 if it belongs to what follows.
    /// </summary>
    private int FinishCut(byte next)
    {
        _cut[_cutLength] = next;
        var sequence = _cut.AsSpan(0, _cutLength + 1);
        switch (Rune.DecodeFromUtf8(sequence, out _, out _))
        {
            case OperationStatus.Done:
                _cutLength = 0;
                _line.Append(sequence);
                return 1;
            case OperationStatus.NeedMoreData:
                _cutLength++;
                return 1;
            default:
                _cutLength = 0;
                _line.Repair();
                return 0;
        }
    }
}

using System.Diagnostics;
using System.Text;

namespace StreamW2V.Ingest.Tests.Sources.Model;

/// <summary>
/// The watched folder with two sub-folders, a folder outside of it, and what is known to be in their files. Each operation is done to the disk and to the model.
/// </summary>
internal sealed class ModelWorld
{
    private static readonly string[] Places = ["", "sub0/", "sub1/"];

    private readonly string _root;
    private readonly ModelWords _words;
    private readonly Func<ModelFile, bool> _isOpen;
    private readonly List<ModelFile> _files = [];
    private readonly Dictionary<ModelFile, byte[]> _pending = [];
    private int _names;
    private int _streams;
    private int _tick;

    /// <param name="root">Holds the folders in and out.</param>
    /// <param name="words">The oracle.</param>
    /// <param name="isOpen">Whether the program holds a plain file open, so that it is read to its end when it goes away.</param>
    public ModelWorld(string root, ModelWords words, Func<ModelFile, bool> isOpen)
    {
        _root = root;
        _words = words;
        _isOpen = isOpen;
        foreach (string folder in new[] { "in/sub0", "in/sub1", "out" })
        {
            Directory.CreateDirectory(At(folder));
        }
    }

    /// <summary>Words that every reader must find now.</summary>
    public HashSet<string> Present => [.. _files.Where(IsVisible).SelectMany(file => file.AllWords)];

    private List<ModelFile> Plain => [.. Sorted(file => IsVisible(file) && !file.IsGzip)];

    public string At(string path) => Path.Combine(_root, path);

    /// <summary>Idle time passes: last lines without end may be taken as they are.</summary>
    public void Idle()
    {
        foreach (var file in _files)
        {
            _words.MayBreakAfter(file.PartialEnd);
        }
    }

    public void Do(ModelOperation operation)
    {
        _tick++;
        var (action, a, b) = operation;
        var plain = Plain;
        if (action == ModelAction.Create || (plain.Count == 0 && action is ModelAction.Append or ModelAction.AppendPart))
        {
            Append(Add(FreeName(a)), b);
            return;
        }

        if (action == ModelAction.MoveIn)
        {
            MoveIn(a, b);
            return;
        }

        if (action == ModelAction.GzipWhole)
        {
            Pick(Sorted(file => IsVisible(file) && file.Successor is { IsGzip: true }), a, FinishGzip);
            return;
        }

        if (plain.Count > 0 && plain[a % plain.Count] is var file && IsLikely(file, action))
        {
            DoTo(file, action, b);
        }
    }

    // A rotated copy is recognized by its name beside that of the original, and nobody writes to it.
    private static bool IsLikely(ModelFile file, ModelAction action) => action switch
    {
        ModelAction.Append or ModelAction.AppendPart or ModelAction.Truncate or ModelAction.TruncatePart or ModelAction.Rewrite =>
            !file.IsCopy && file.Successor is null,
        ModelAction.Rename or ModelAction.MoveBetweenFolders or ModelAction.HardLink or ModelAction.Replace => !file.IsCopy && !file.HasCopy && file.Successor is null,
        ModelAction.Delete => !file.IsBeingCopied,
        ModelAction.MoveOut or ModelAction.Hide => !file.HasCopy && file.Successor is null,
        ModelAction.CopyBegin or ModelAction.CopyTruncate or ModelAction.Gzip or ModelAction.GzipBegin =>
            file.Paths.Count == 1 && !file.HasOtherName && !file.IsBeingCopied && file.Successor is null && file.Original is not { IsBeingCopied: true },
        _ => true,
    };

    private void DoTo(ModelFile file, ModelAction action, int b)
    {
        switch (action)
        {
            case ModelAction.Append or ModelAction.AppendPart:
                Append(file, b, isPart: action == ModelAction.AppendPart);
                break;
            case ModelAction.Rename:
                Move(file, FreeName(b));
                file.HasOtherName = true;
                break;
            case ModelAction.Rotate:
                string stem = BaseOf(file);
                if (Find(stem) is not ({ IsBeingCopied: true } or { Successor: not null }))
                {
                    Shift(stem);
                    Append(Add(stem), b);
                }

                break;
            case ModelAction.Truncate:
                Cut(file, 0);
                break;
            case ModelAction.TruncatePart:
                CutPart(file, b);
                break;
            case ModelAction.Rewrite:
                Rewrite(file, b);
                break;
            case ModelAction.CopyBegin:
                Copy(file, keepsTime: b % 2 == 0);
                break;
            case ModelAction.CopyTruncate:
                Copy(file, keepsTime: b % 3 == 0);
                Cut(file, 0);
                break;
            case ModelAction.GzipBegin or ModelAction.Gzip:
                Gzip(file, action == ModelAction.Gzip, b);
                break;
            case ModelAction.Delete:
                Delete(file, file.Paths[b % file.Paths.Count]);
                break;
            case ModelAction.Replace:
                var other = Plain[b % Plain.Count];
                if (other != file && IsLikely(other, ModelAction.Rename))
                {
                    Move(other, file.Paths[0]);
                    other.HasOtherName = true;
                }

                break;
            case ModelAction.HardLink:
                string link = FreeName(b);
                Run("ln", At(file.Paths[0]), At(link));
                file.Paths.Add(link);
                file.HasOtherName = true;
                break;
            case ModelAction.SymbolicLink:
                File.CreateSymbolicLink(At($"in/link{_names++}"), At(file.Paths[0]));
                break;
            case ModelAction.MoveBetweenFolders:
                string path = $"in/{Places[b % 3]}{Path.GetFileName(file.Paths[0])}";
                if (Find(path) is null)
                {
                    Move(file, path);
                    file.HasMoved = true;
                }

                break;
            case ModelAction.MoveOut:
                Move(file, $"out/{_names++}");
                break;
            case ModelAction.Hide:
                Move(file, $"{file.Paths[0]}.{_names++}{(b % 2 == 0 ? ".tmp" : ".part")}");
                break;
            default:
                Age(file);
                break;
        }
    }

    private void Append(ModelFile file, int b, bool isPart = false)
    {
        // A line is one to four words; a part may complete a line, add lines, and leaves one without end.
        if (file.Stream.Length == 0)
        {
            file.Stream = $"s{_streams++}";
        }

        var added = new StringBuilder();
        for (int line = b % 7; line >= 0; line--)
        {
            for (int word = (b / 7) + line; word % 4 >= 0; word--)
            {
                AddWord(file, added);
                if (word % 4 == 0)
                {
                    break;
                }
            }

            added.Append(line > 0 || !isPart ? "\n" : "");
        }

        file.Text.Append(added);
        File.AppendAllText(At(file.Paths[0]), added.ToString());
        Age(file);
    }

    private void AddWord(ModelFile file, StringBuilder added, int padding = 0)
    {
        string all = file.Text.ToString() + added;
        bool isStart = all.Length == 0 || all[^1] == '\n';
        string word = $"{file.Stream}t{file.Words++}{new string('x', padding)}";
        _words.Write(word, isStart ? null : all[(all.LastIndexOfAny([' ', '\n']) + 1)..]);
        added.Append(isStart ? "" : " ").Append(word);
    }

    /// <summary>Rotation: .3 goes, .2 becomes .3, .1 becomes .2, compressed or not, and the base becomes .1.</summary>
    private void Shift(string stem, bool withBase = true)
    {
        for (int number = 3; number >= (withBase ? 0 : 1); number--)
        {
            foreach (string suffix in new[] { "", ".gz" })
            {
                string path = (number == 0 ? stem : $"{stem}.{number}") + suffix;
                if (Find(path) is { } file && (number > 0 || suffix.Length == 0))
                {
                    if (number == 3)
                    {
                        Delete(file, path);
                    }
                    else
                    {
                        Move(file, $"{stem}.{number + 1}{suffix}", path);
                    }
                }
            }
        }
    }

    private void Cut(ModelFile file, int length)
    {
        if (file.Text.Length == 0)
        {
            return;
        }

        string[] before = [.. file.AllWords];
        AllowUnknownCopies(file, isGone: false);
        file.IsBeingCopied = false;
        _words.MayBreakAfter(file.PartialEnd);
        file.Text.Length = length;
        file.Stream = "";
        file.Words = 0;
        file.Successor = file.Successor is { IsGzip: true } ? file.Successor : null;
        using (var stream = new FileStream(At(file.Paths[0]), FileMode.Open))
        {
            stream.SetLength(length);
        }

        Age(file);
        _words.MayRepeat(file.AllWords);
        _words.Lose(before.Except(Present));
    }

    private void CutPart(ModelFile file, int b)
    {
        // Between two words, so that what is left is made of known words.
        int[] places = [.. Enumerable.Range(0, file.Text.Length).Where(i => file.Text[i] is ' ' or '\n').Select(i => i + (file.Text[i] == '\n' ? 1 : 0))];
        if (places.Length > 0)
        {
            Cut(file, places[b % places.Length]);
        }
    }

    private void Rewrite(ModelFile file, int b)
    {
        int length = file.Text.Length;
        Cut(file, 0);
        if (b % 3 == 0 && length > 10)
        {
            // Just as long as before.
            file.Stream = $"s{_streams++}";
            var added = new StringBuilder();
            AddWord(file, added, length - file.Stream.Length - 3);
            added.Append('\n');
            file.Text.Append(added);
            File.AppendAllText(At(file.Paths[0]), added.ToString());
            Age(file);
            return;
        }

        for (int times = 1 + (b % 5); times > 0; times--)
        {
            Append(file, (b * times) % 97);
        }
    }

    /// <summary>What copytruncate does first: the copy stands beside the file until this is truncated.</summary>
    private void Copy(ModelFile file, bool keepsTime)
    {
        string stem = BaseOf(file);
        if (Find(stem) != file || file.Text.Length == 0 || file.IsBeingCopied)
        {
            return;
        }

        Shift(stem, withBase: false);
        var copy = new ModelFile(stem + ".1") { Original = file };
        _files.Add(copy);
        file.Copies.Add(copy);
        file.IsBeingCopied = file.HasCopy = true;
        copy.Text.Append(file.Text);
        File.WriteAllText(At(copy.Paths[0]), file.Text.ToString());
        if (keepsTime)
        {
            File.SetLastWriteTimeUtc(At(copy.Paths[0]), File.GetLastWriteTimeUtc(At(stem)));
        }
        else
        {
            Age(copy);
        }
    }

    // Once the original is truncated or gone, nothing but hashes at the points up to which it was read is known. If more was read than the copy has, nobody can tell
    // for sure that it is a copy. Nor if the original was read in another folder, under a name that the copy's says nothing of: what is looked at first decides then.
    private void AllowUnknownCopies(ModelFile file, bool isGone)
    {
        foreach (var copy in file.Copies)
        {
            string[] words = [.. copy.AllWords];
            if (file.HasMoved || file.AllWords.Skip(words.Length).Any(word => isGone || _words.IsSeen(word)))
            {
                _words.MayRepeat(words);
            }
        }

        file.Copies.Clear();
    }

    private void Gzip(ModelFile file, bool isWhole, int b)
    {
        if (file.Successor is { IsGzip: true } || file.Text.Length == 0 || Find(file.Paths[0] + ".gz") is not null)
        {
            return;
        }

        // Two members now and then. gzip keeps the modification time of what it compresses.
        string text = file.Text.ToString();
        int half = b % 3 == 0 ? text.Length / 2 : 0;
        byte[] first = half > 0 ? IntakeBench.Gzip(text[..half]) : [];
        byte[] whole = [.. first, .. IntakeBench.Gzip(text[half..])];
        int cut = b % whole.Length;

        // Cut between two members it would be a whole file.
        cut -= cut > 0 && cut == first.Length ? 1 : 0;
        var compressed = new ModelFile(file.Paths[0] + ".gz") { IsGzip = true, IsCut = true };
        compressed.Text.Append(text);
        _files.Add(compressed);
        file.Successor = compressed;
        File.WriteAllBytes(At(compressed.Paths[0]), whole[..cut]);
        File.SetLastWriteTimeUtc(At(compressed.Paths[0]), File.GetLastWriteTimeUtc(At(file.Paths[0])));
        _pending[compressed] = whole;
        if (isWhole)
        {
            FinishGzip(file);
        }
    }

    private void FinishGzip(ModelFile file)
    {
        var compressed = file.Successor!;
        file.Successor = null;
        if (!_files.Contains(compressed))
        {
            return;
        }

        string path = At(compressed.Paths[0]);
        var time = File.GetLastWriteTimeUtc(path);
        File.WriteAllBytes(path, _pending[compressed]);
        File.SetLastWriteTimeUtc(path, time.AddSeconds(_tick % 2));
        compressed.IsCut = false;
        _words.MayBreakAfter(compressed.PartialEnd);
        foreach (string name in file.Paths.ToArray())
        {
            Delete(file, name);
        }
    }

    private void Delete(ModelFile file, string path)
    {
        bool isOpen = _isOpen(file);
        File.Delete(At(path));
        Forget(file, path, isOpen);
    }

    private void Move(ModelFile file, string destination, string? source = null)
    {
        source ??= file.Paths[0];
        var replaced = Find(destination);
        if (replaced == file)
        {
            return;
        }

        bool isOpen = IsVisible(file) && _isOpen(file);
        bool replacedIsOpen = replaced is not null && _isOpen(replaced);
        bool wasVisible = IsVisible(file);
        File.Move(At(source), At(destination), overwrite: true);
        file.Paths[file.Paths.IndexOf(source)] = destination;
        if (replaced is not null)
        {
            Forget(replaced, destination, replacedIsOpen);
        }

        if (wasVisible && !IsVisible(file))
        {
            Gone(file, isOpen);
        }
    }

    private void MoveIn(int a, int b) =>
        Pick(Sorted(file => !IsVisible(file) && !file.IsCut), a, file =>
        {
            string path = file.IsCopy || file.IsGzip ? file.Home : FreeName(b);
            if (Find(path) is null)
            {
                Move(file, path);
                file.HasOtherName |= path != file.Home;
            }
        });

    private void Forget(ModelFile file, string path, bool isOpen)
    {
        file.Paths.Remove(path);
        if (file.Paths.Count == 0)
        {
            _files.Remove(file);
        }

        if (!IsVisible(file))
        {
            Gone(file, isOpen);
        }
    }

    private void Gone(ModelFile file, bool isOpen)
    {
        AllowUnknownCopies(file, isGone: true);
        _words.MayBreakAfter(file.PartialEnd);
        if (isOpen && !file.IsGzip)
        {
            _words.Drain(file.AllWords);
        }
    }

    private ModelFile Add(string path)
    {
        var file = new ModelFile(path);
        _files.Add(file);
        File.WriteAllText(At(path), "");
        return file;
    }

    // Later each time, so that the order of files is known.
    private void Age(ModelFile file) =>
        File.SetLastWriteTimeUtc(At(file.Paths[0]), new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(10 * _tick));

    private string FreeName(int choice)
    {
        string path = $"in/{Places[choice / 4 % 3]}log{choice % 4}";
        return Find(path) is null ? path : $"in/{Places[choice % 3]}log{4 + _names++}";
    }

    // The name a rotated file had at first.
    private static string BaseOf(ModelFile file)
    {
        string path = file.Paths[0];
        return path[^2] == '.' && char.IsAsciiDigit(path[^1]) ? path[..^2] : path;
    }

    private ModelFile? Find(string path) => _files.FirstOrDefault(file => file.Paths.Contains(path));

    private static bool IsVisible(ModelFile file) =>
        !file.IsCut && file.Paths.Any(path => path.StartsWith("in/", StringComparison.Ordinal)
            && !path.EndsWith(".tmp", StringComparison.Ordinal) && !path.EndsWith(".part", StringComparison.Ordinal));

    private IEnumerable<ModelFile> Sorted(Func<ModelFile, bool> which) => _files.Where(which).OrderBy(file => file.Paths[0], StringComparer.Ordinal);

    private static void Pick(IEnumerable<ModelFile> files, int choice, Action<ModelFile> act)
    {
        var all = files.ToList();
        if (all.Count > 0)
        {
            act(all[choice % all.Count]);
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
    }
}

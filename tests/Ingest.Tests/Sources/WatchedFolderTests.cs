using System.Diagnostics;
using StreamW2V.Ingest.Sources;
using StreamW2V.TestKit;

namespace StreamW2V.Ingest.Tests.Sources;

/// <summary>Prevents lines of watched files from being lost, read twice, or read from what is no text file.</summary>
public sealed class WatchedFolderTests : IDisposable
{
    private readonly IntakeBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Files_present_are_read_in_order_of_time_then_name_each_to_its_end()
    {
        _bench.Write("b", "b1\nb2\n", 10);
        _bench.Write("c", "c1\n", 20);
        _bench.Write("a", "a1\na2\n", 10);
        Directory.CreateDirectory(_bench.At("sub"));
        _bench.Write("sub/d", "d1\n", 5);
        await _bench.RunOnceAsync();
        Assert.Equal(["c1", "a1", "a2", "b1", "b2", "d1"], _bench.Lines());
    }

    [Fact]
    public async Task A_second_start_reads_nothing_twice()
    {
        _bench.Write("a", "a1\na2\n");
        await _bench.RunOnceAsync();
        _bench.Append("a", "a3\n");
        await _bench.RunOnceAsync();
        await _bench.RunOnceAsync();
        Assert.Equal(["a1", "a2", "a3"], _bench.Lines());
    }

    [Fact]
    public async Task Files_that_appear_and_grow_are_read_while_running()
    {
        _bench.Write("a", "a1\n");
        int step = 0;
        await _bench.RunUntilAsync(counters =>
        {
            if (step == 0 && counters.Lines == 1)
            {
                step = 1;
                _bench.Append("a", "a2\na3 without");
                File.WriteAllText(_bench.At("new"), "n1\n");
            }
            else if (step == 1 && counters.Lines == 3)
            {
                step = 2;
                _bench.Append("a", " end\n");
            }

            return counters.Lines == 4;
        });
        Assert.Equal(["a1", "a2", "a3 without end", "n1"], _bench.Lines().Order());
    }

    [Fact]
    public async Task A_last_line_without_end_is_held_while_fresh_and_learned_when_idle()
    {
        _bench.Options = _bench.Options with { IdleFlush = TimeSpan.FromMilliseconds(400) };
        var watch = Stopwatch.StartNew();
        File.WriteAllText(_bench.At("note"), "first\nlast");
        await _bench.RunUntilAsync(counters => counters.Lines == 2);
        Assert.True(watch.ElapsedMilliseconds >= 390, $"learned after {watch.ElapsedMilliseconds} ms");
        _bench.Append("note", " word\nnext\n");
        await _bench.RunUntilAsync(counters => counters.Lines == 2);
        Assert.Equal(["first", "last", " word", "next"], _bench.Lines());
    }

    [Fact]
    public async Task A_graceful_stop_flushes_nothing()
    {
        File.WriteAllText(_bench.At("a"), "whole\npart");
        await _bench.RunUntilAsync(counters => counters.Lines == 1 && counters.Scans > 3);
        Assert.Equal(["whole"], _bench.Lines());
        _bench.Append("a", "ial\n");
        await _bench.RunUntilAsync(counters => counters.Lines == 1);
        Assert.Equal(["whole", "partial"], _bench.Lines());
    }

    [Fact]
    public async Task A_renamed_file_is_the_same_source_and_its_successor_a_new_one()
    {
        _bench.Write("a.log", "one\ntwo\n");
        await _bench.RunOnceAsync();
        _bench.Append("a.log", "three\n");
        File.Move(_bench.At("a.log"), _bench.At("a.log.1"));
        File.WriteAllText(_bench.At("a.log"), "four\n");
        await _bench.RunOnceAsync();
        Assert.Equal(["one", "two", "three", "four"], _bench.Lines());
        var sources = _bench.Recover().Sources.ToArray();
        Assert.Equal([_bench.At("a.log.1"), _bench.At("a.log")], sources.Select(source => source.Description.Path));
    }

    [Fact]
    public async Task A_double_rotation_between_two_looks_loses_nothing()
    {
        _bench.Write("a.log", "1\n");
        await _bench.RunOnceAsync();
        _bench.Append("a.log", "2\n");
        File.Move(_bench.At("a.log"), _bench.At("a.log.1"));
        File.WriteAllText(_bench.At("a.log"), "3\n");
        File.Move(_bench.At("a.log.1"), _bench.At("a.log.2"));
        File.Move(_bench.At("a.log"), _bench.At("a.log.1"));
        File.WriteAllText(_bench.At("a.log"), "4\n");
        await _bench.RunOnceAsync();
        Assert.Equal(["1", "2", "3", "4"], _bench.Lines().Order());
    }

    [Fact]
    public async Task A_file_renamed_out_of_the_folder_or_deleted_is_read_to_its_end()
    {
        string elsewhere = _bench.Folder + "-elsewhere";
        File.WriteAllText(_bench.At("moved"), "m1\n");
        File.WriteAllText(_bench.At("deleted"), "d1\n");
        int step = 0;
        await _bench.RunUntilAsync(counters =>
        {
            if (step == 0 && counters.Lines == 2)
            {
                step = 1;
                using (var writer = new StreamWriter(_bench.At("deleted"), append: true))
                {
                    writer.Write("d2\nd3 without end");
                    writer.Flush();
                    File.Delete(_bench.At("deleted"));
                }

                _bench.Append("moved", "m2\n");
                File.Move(_bench.At("moved"), elsewhere);
            }

            return counters.Lines == 5;
        });
        Assert.Equal(["d1", "d2", "d3 without end", "m1", "m2"], _bench.Lines().Order());
        Assert.All(_bench.Recover().Sources, source => Assert.Equal(SourcePhase.Gone, source.Description.Phase));
        File.Delete(elsewhere);
    }

    [Theory]
    [InlineData("x\n", "a truncated file is shorter")]
    [InlineData("new one\nnew two\nnew three\nnew four\n", "a rewritten file is longer")]
    [InlineData("uno\ndos\n", "a rewritten file is as long")]
    public async Task A_truncated_file_is_read_again_from_the_start(string content, string why)
    {
        _bench.Write("a", "one\ntwo\n");
        await _bench.RunOnceAsync();
        using (var stream = new FileStream(_bench.At("a"), FileMode.Truncate))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(content));
        }

        await _bench.RunOnceAsync();
        Assert.Equal((string[])["one", "two", .. content.Split('\n')[..^1]], _bench.Lines());
        Assert.True(_bench.Counters.Truncations == 1, why);
        Assert.Equal(1, Assert.Single(_bench.Recover().Sources).Truncations);
    }

    [Fact]
    public async Task A_change_before_the_offset_that_leaves_the_first_kilobyte_is_noticed()
    {
        string head = string.Concat(Enumerable.Range(0, 200).Select(i => $"line number {i}\n"));
        _bench.Write("a", head + "old tail\n");
        await _bench.RunOnceAsync();
        using (var stream = new FileStream(_bench.At("a"), FileMode.Open))
        {
            stream.Seek(-9, SeekOrigin.End);
            stream.Write("new tail\nand more\n"u8);
        }

        await _bench.RunOnceAsync();
        Assert.Equal(1, _bench.Counters.Truncations);
        Assert.Equal("and more", _bench.Lines()[^1]);
        Assert.Equal(201 + 202, _bench.Lines().Count);
    }

    [Fact]
    public async Task Copytruncate_reads_the_lines_between_the_last_look_and_the_copy_and_none_twice()
    {
        _bench.Write("a.log", "1\n2\n");
        await _bench.RunOnceAsync();
        _bench.Append("a.log", "3\n");
        File.Copy(_bench.At("a.log"), _bench.At("a.log.1"));
        using (new FileStream(_bench.At("a.log"), FileMode.Truncate))
        {
        }

        _bench.Append("a.log", "4\n");
        await _bench.RunOnceAsync();
        Assert.Equal(["1", "2", "3", "4"], _bench.Lines().Order());
        Assert.Equal(1, _bench.Counters.RecognisedCopies);
    }

    [Fact]
    public async Task A_copy_that_lacks_lines_read_from_an_original_that_is_still_there_is_not_read_again()
    {
        string text = string.Concat(Enumerable.Range(0, 400).Select(i => $"{i}\n"));
        _bench.Write("a.log", text + "one more\n");
        await _bench.RunOnceAsync();
        _bench.Write("a.log.1", text);
        await _bench.RunOnceAsync();
        Assert.Equal((text + "one more\n").Split('\n')[..^1], _bench.Lines());
        Assert.Equal(1, _bench.Counters.RecognisedCopies);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5\n")]
    public async Task A_copy_that_nothing_can_be_compared_with_is_read(string afterwards)
    {
        // After a restart the content that was truncated away is known by its start and by where reading ended, and the copy has not got that far.
        string text = string.Concat(Enumerable.Range(0, 400).Select(i => $"{i}\n"));
        _bench.Write("a.log", text + "one more\n");
        await _bench.RunOnceAsync();
        _bench.Write("a.log.1", text);
        File.WriteAllText(_bench.At("a.log"), afterwards);
        await _bench.RunOnceAsync();
        await _bench.RunOnceAsync();
        Assert.Equal((string[])[.. text.Split('\n')[..^1], "one more", .. afterwards.Split('\n')[..^1], .. text.Split('\n')[..^1]], _bench.Lines());
    }

    [Fact]
    public async Task A_copy_that_lacks_lines_read_before_the_truncation_is_read_behind_the_last_point_they_share()
    {
        _bench.Options = _bench.Options with { IdleFlush = TimeSpan.FromMilliseconds(300) };
        string text = string.Concat(Enumerable.Range(0, 400).Select(i => $"{i}\n"));
        File.WriteAllText(_bench.At("a.log"), text);
        int step = 0;
        await _bench.RunUntilAsync(counters =>
        {
            if (step == 0 && counters.Lines == 400)
            {
                step = 1;
                File.AppendAllText(_bench.At("a.log"), "in neither point\nin the original only\n");
            }
            else if (step == 1 && counters.Lines == 402)
            {
                step = 2;
                File.WriteAllText(_bench.At("a.log.1"), text + "in neither point\n");
                File.WriteAllText(_bench.At("a.log"), "new\n");
            }

            return counters.Lines >= 404 && counters.RecognisedCopies == 1;
        });
        Assert.Equal([.. text.Split('\n')[..^1], "in neither point", "in the original only", "in neither point", "new"], _bench.Lines().OrderBy(line => line == "new"));
    }

    [Fact]
    public async Task A_longer_content_with_the_same_header_does_not_hide_the_unread_lines_of_a_copy()
    {
        string header = new string('h', 1500) + "\n";
        string second = header + string.Concat(Enumerable.Range(0, 200).Select(i => $"second {i}\n"));
        string[] unread = [.. Enumerable.Range(0, 20).Select(i => $"unread {i}")];
        _bench.Write("app.log", header + string.Concat(Enumerable.Range(0, 400).Select(i => $"first {i}\n")));
        await _bench.RunOnceAsync();
        _bench.Write("app.log", second);
        await _bench.RunOnceAsync();
        int known = _bench.Lines().Count;
        _bench.Write("app.log.1", second + string.Concat(unread.Select(line => line + "\n")));
        _bench.Write("app.log", "");
        await _bench.RunOnceAsync();
        Assert.Equal(unread, _bench.Lines().Skip(known));
        Assert.Equal(1, _bench.Counters.RecognisedCopies);
    }

    [Fact]
    public async Task A_file_rewritten_in_place_with_the_same_start_goes_on_behind_it()
    {
        _bench.Write("a", "1\n2\n");
        await _bench.RunOnceAsync();
        _bench.Write("a", "");
        await _bench.RunOnceAsync();
        _bench.Write("a", "1\n2\n3\n");
        await _bench.RunOnceAsync();
        Assert.Equal(["1", "2", "3"], _bench.Lines());
    }

    [Fact]
    public async Task A_copy_is_recognised_behind_an_original_that_was_moved_to_another_folder_and_rotated_on_at_once()
    {
        Directory.CreateDirectory(_bench.At("sub"));
        _bench.Write("a.log", "a1\na2\n");
        await _bench.RunOnceAsync();
        File.Move(_bench.At("a.log"), _bench.At("sub/a.log.1"));
        _bench.Write("sub/a.log.2", "a1\na2\n", 50);
        _bench.Write("sub/a.log.1", "", 40);
        _bench.Write("sub/a.log", "a3\n", 30);
        await _bench.RunOnceAsync();
        Assert.Equal(["a1", "a2", "a3"], _bench.Lines());
    }

    [Fact]
    public async Task Copytruncate_is_recognised_while_running()
    {
        _bench.Options = _bench.Options with { IdleFlush = TimeSpan.FromMilliseconds(300) };
        File.WriteAllText(_bench.At("a.log"), "1\n2\n");
        int step = 0;
        await _bench.RunUntilAsync(counters =>
        {
            if (step == 0 && counters.Lines == 2)
            {
                step = 1;
                File.Copy(_bench.At("a.log"), _bench.At("a.log.1"));
            }
            else if (step == 1 && counters.Scans > 10)
            {
                step = 2;
                File.WriteAllText(_bench.At("a.log"), "3\n");
            }

            return counters.Lines >= 3 && counters.RecognisedCopies == 1;
        });
        Assert.Equal(["1", "2", "3"], _bench.Lines());
    }

    [Fact]
    public async Task Files_with_equal_content_are_files_of_their_own()
    {
        _bench.Write("a", "same\n");
        _bench.Write("b", "same\n");
        _bench.Write("c", "same\nand more\n");
        await _bench.RunOnceAsync();
        await _bench.RunOnceAsync();
        Assert.Equal(["same", "same", "same", "and more"], _bench.Lines());
    }

    [Fact]
    public async Task A_new_file_at_the_path_of_a_deleted_one_is_read_even_if_the_inode_is_reused()
    {
        _bench.Write("a", "old one\nold two\n");
        await _bench.RunOnceAsync();
        File.Delete(_bench.At("a"));
        _bench.Write("a", "new one\nnew two\nnew three\n");
        await _bench.RunOnceAsync();
        Assert.Equal(["old one", "old two", "new one", "new two", "new three"], _bench.Lines());
    }

    [Fact]
    public async Task Hard_links_are_one_file()
    {
        _bench.Write("b", "x\n");
        Run("ln", _bench.At("b"), _bench.At("a"));
        await _bench.RunOnceAsync();
        await _bench.RunOnceAsync();
        Assert.Equal(["x"], _bench.Lines());
    }

    [Fact]
    public async Task Links_are_refused_unless_followed()
    {
        string target = _bench.Folder + "-target";
        File.WriteAllText(target, "outside\n");
        File.CreateSymbolicLink(_bench.At("link"), target);
        await _bench.RunOnceAsync();
        Assert.Empty(_bench.Lines());
        Assert.Equal(1, _bench.Counters.SkippedLinks + _bench.Counters.SpecialFiles);
        _bench.Options = _bench.Options with { FollowSymlinks = true };
        await _bench.RunOnceAsync();
        Assert.Equal(["outside"], _bench.Lines());
        File.Delete(target);
    }

    [Fact]
    public async Task A_fifo_is_never_opened_and_blocks_nothing()
    {
        Run("mkfifo", _bench.At("fifo"));
        _bench.Write("a", "a1\n");
        await _bench.RunOnceAsync();
        Assert.Equal(["a1"], _bench.Lines());
        Assert.Equal(1, _bench.Counters.SkippedLinks + _bench.Counters.SpecialFiles);
    }

    [Fact]
    public async Task Unfinished_and_hidden_names_are_ignored_until_they_are_renamed()
    {
        _bench.Write("x.tmp", "t\n");
        _bench.Write("x.part", "p\n");
        _bench.Write(".hidden", "h\n");
        Directory.CreateDirectory(_bench.At(".git"));
        _bench.Write(".git/config", "g\n");
        await _bench.RunOnceAsync();
        Assert.Empty(_bench.Lines());
        File.Move(_bench.At("x.part"), _bench.At("x"));
        await _bench.RunOnceAsync();
        Assert.Equal(["p"], _bench.Lines());
    }

    [Fact]
    public async Task A_binary_file_is_left_alone_with_a_note_and_others_go_on()
    {
        _bench.Write("image", [.. Enumerable.Range(0, 5000).Select(i => (byte)i)], 90);
        _bench.Write("text", "t1\n");
        await _bench.RunOnceAsync();
        Assert.Equal(["t1"], _bench.Lines());
        Assert.Equal(1, _bench.Counters.Refused);
        string note = File.ReadAllText(Assert.Single(Directory.GetFiles(_bench.QuarantinePath)));
        Assert.Contains(_bench.At("image"), note);
        Assert.Contains("binary", note);
        Assert.True(File.Exists(_bench.At("image")));
    }

    [Fact]
    public async Task A_binary_file_that_grows_is_reported_once()
    {
        _bench.Write("image", [.. Enumerable.Range(0, 100).Select(i => (byte)i)]);
        await _bench.RunUntilAsync(counters =>
        {
            // The share of control characters in the head changes each time, the reason does not.
            _bench.Append("image", "\u0001ab");
            return counters.Scans >= 8;
        });
        Assert.Single(_bench.Reports, report => report.StartsWith(_bench.At("image"), StringComparison.Ordinal));
        Assert.Single(Directory.GetFiles(_bench.QuarantinePath));
        Assert.Equal(1, _bench.Counters.Refused);
    }

    [Fact]
    public async Task A_file_without_permission_waits_and_others_go_on()
    {
        string secret = _bench.Write("secret", "s1\n", 90);
        _bench.Write("open", "o1\n");
        Run("chmod", "000", secret);
        if (IsReadable(secret))
        {
            // Root reads everything: an unreadable file cannot be made by permissions, and the rest of the rule is tested without it.
            await _bench.RunOnceAsync();
            Assert.Equal(["s1", "o1"], _bench.Lines());
            return;
        }

        _bench.Options = _bench.Options with { RetryAfter = TimeSpan.FromMilliseconds(50) };
        await _bench.RunUntilAsync(counters =>
        {
            if (counters.ReadFailures == 2)
            {
                Run("chmod", "400", secret);
            }

            return counters.Lines == 2;
        });
        Assert.Equal(["o1", "s1"], _bench.Lines());
    }

    [Fact]
    public async Task A_folder_that_is_missing_or_recreated_is_picked_up()
    {
        Directory.Delete(_bench.Folder);
        int step = 0;
        await _bench.RunUntilAsync(counters =>
        {
            if (step == 0 && counters.Scans > 2)
            {
                step = 1;
                Directory.CreateDirectory(_bench.Folder);
                File.WriteAllText(_bench.At("a"), "a1\n");
            }
            else if (step == 1 && counters.Lines == 1)
            {
                step = 2;
                Directory.Delete(_bench.Folder, recursive: true);
                Directory.CreateDirectory(_bench.Folder);
                File.WriteAllText(_bench.At("b"), "b1\n");
            }

            return counters.Lines == 2;
        });
        Assert.Equal(["a1", "b1"], _bench.Lines());
        Assert.Contains(_bench.Reports, line => line.Contains("is being watched", StringComparison.Ordinal));
    }

    [PrivilegedFact]
    public async Task A_file_on_a_disk_that_is_unmounted_within_the_folder_waits_with_its_last_line()
    {
        using var outside = new TemporaryFolder();
        Run("mount", "-t", "tmpfs", "streamw2v-test", outside.Path);
        try
        {
            File.WriteAllText(outside.At("a"), "a1\nhalf");
            string folder = Directory.CreateDirectory(_bench.At("sub")).FullName;
            Run("mount", "--bind", outside.Path, folder);
            long unmounted = -1;
            bool isBack = false;
            await _bench.RunUntilAsync(counters =>
            {
                if (unmounted < 0 && counters.Lines == 1)
                {
                    unmounted = counters.Scans;
                    Run("umount", "--lazy", folder);
                }
                else if (!isBack && unmounted >= 0 && counters.Scans > unmounted + 2)
                {
                    isBack = true;
                    File.AppendAllText(outside.At("a"), " a line\n");
                    Run("mount", "--bind", outside.Path, folder);
                }

                return counters.Lines == 2;
            });
            Assert.Equal(["a1", "half a line"], _bench.Lines());
        }
        finally
        {
            // The first may have been unmounted already.
            Process.Start("umount", ["--quiet", "--lazy", _bench.At("sub")]).WaitForExit();
            Process.Start("umount", ["--quiet", "--lazy", outside.Path]).WaitForExit();
        }
    }

    [Fact]
    public async Task Damage_to_lines_is_counted_and_kept_with_the_source()
    {
        _bench.Write("a", [.. "good\n"u8, 0xFF, .. "bad\n"u8, .. new string('x', 200).Select(c => (byte)c), (byte)'\n']);
        _bench.Options = _bench.Options with { MaxLineBytes = 100 };
        await _bench.RunOnceAsync();
        Assert.Equal(new LineDamage(1, 1, 0), _bench.Counters.Damage);
        Assert.Equal(new LineDamage(1, 1, 0), Assert.Single(_bench.Recover().Sources).Description.Damage);
    }

    [Fact]
    public async Task Utf16_is_told_by_its_mark_after_a_restart_too()
    {
        _bench.Write("a", [0xFF, 0xFE, .. System.Text.Encoding.Unicode.GetBytes("eins\nzwei\n")]);
        await _bench.RunOnceAsync();
        File.AppendAllBytes(_bench.At("a"), System.Text.Encoding.Unicode.GetBytes("drei\n"));
        await _bench.RunOnceAsync();
        Assert.Equal(["eins", "zwei", "drei"], _bench.Lines());
    }

    private static bool IsReadable(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}

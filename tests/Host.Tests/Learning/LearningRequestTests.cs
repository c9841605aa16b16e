using StreamW2V.Engine;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Commands;
using StreamW2V.Host.Learning;
using StreamW2V.Host.Options;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Host.Tests.Learning;

/// <summary>
/// Prevents flags that contradict each other from reaching the learner, and spellings of other programs from meaning something else.
/// </summary>
public sealed class LearningRequestTests
{
    [Theory]
    [InlineData(new string[0], Architecture.SkipGram, Objective.NegativeSampling)]
    [InlineData(new[] { "-cbow", "1" }, Architecture.Cbow, Objective.NegativeSampling)]
    [InlineData(new[] { "-cbow", "0", "-hs", "0" }, Architecture.SkipGram, Objective.NegativeSampling)]
    [InlineData(new[] { "--sg", "0" }, Architecture.Cbow, Objective.NegativeSampling)]
    [InlineData(new[] { "--sg", "1", "--cbow", "0", "--model", "sg" }, Architecture.SkipGram, Objective.NegativeSampling)]
    [InlineData(new[] { "-hs", "1", "-negative", "0" }, Architecture.SkipGram, Objective.HierarchicalSoftmax)]
    [InlineData(new[] { "-hs", "1", "-negative", "5" }, Architecture.SkipGram, Objective.Both)]
    [InlineData(new[] { "--hs", "1" }, Architecture.SkipGram, Objective.Both)]
    [InlineData(new[] { "--hs", "1", "--objective", "hs" }, Architecture.SkipGram, Objective.HierarchicalSoftmax)]
    [InlineData(new[] { "--objective", "ns+hs", "--model", "cbow" }, Architecture.Cbow, Objective.Both)]
    [InlineData(new[] { "--objective", "softmax", "--negative", "0" }, Architecture.SkipGram, Objective.FullSoftmax)]
    public void Model_and_objective_are_what_word2vec_c_and_gensim_would_take(string[] arguments, Architecture architecture, Objective objective)
    {
        var model = Train([], ["f.txt", "--store", "s", .. arguments]).Model;
        Assert.Equal((architecture, objective), (model.Architecture, model.Objective));
    }

    [Theory]
    [InlineData("--hs 1 and --objective ns contradict each other: keep one", "--hs", "1", "--objective", "ns")]
    [InlineData("--hs 0 and --objective ns+hs contradict each other: keep one", "--hs=0", "--objective=ns+hs")]
    [InlineData("--cbow 1 and --sg 1 contradict each other: keep one", "--cbow", "1", "--sg", "1")]
    [InlineData("--cbow 1 and --model sg contradict each other: keep one", "--cbow", "--model", "sg")]
    [InlineData("--negative 0 leaves negative sampling without noise words: give --negative 5, or --objective hs", "--negative", "0")]
    [InlineData("--min-alpha 0.5 is above --alpha 0.025, where it starts; lower --min-alpha", "--min-alpha", "0.5")]
    [InlineData("--threads 4 contradicts --deterministic, which trains on one thread: drop one of them", "--threads", "4", "--deterministic")]
    [InlineData("--cbow-split true contradicts --cbow-mean false: only the gradient of a mean is divided; drop one of them", "--cbow-split", "--cbow-mean", "false")]
    public void Flags_that_contradict_each_other_are_an_error(string expected, params string[] arguments)
    {
        var errors = new List<string>();
        Train(errors, ["f.txt", "--store", "s", .. arguments]);
        Assert.Equal([expected], errors);
    }

    [Fact]
    public void The_command_line_may_overrule_the_environment_without_contradicting_it()
    {
        var variables = new Dictionary<string, string> { ["STREAMW2V__MODEL__MODEL"] = "cbow", ["STREAMW2V__MODEL__OBJECTIVE"] = "ns", ["STREAMW2V__MODEL__THREADS"] = "4" };
        var errors = new List<string>();
        var model = Bind(Verbs.Train, errors, variables, ["f.txt", "--store", "s", "--sg", "1", "--hs", "1", "--deterministic"], LearningRequests.Train).Model;
        Assert.Empty(errors);
        Assert.Equal((Architecture.SkipGram, Objective.Both, 1), (model.Architecture, model.Objective, model.Threads));
    }

    [Theory]
    [InlineData("-size")]
    [InlineData("--size")]
    [InlineData("--vector-size")]
    [InlineData("--vector_size")]
    [InlineData("-vectorSize")]
    [InlineData("--dim")]
    [InlineData("-dim")]
    public void The_dimension_has_the_names_of_other_programs(string name)
    {
        Assert.Equal(64, Train([], "f.txt", "--store", "s", name, "64").Model.Dimension);
        Assert.Equal(64, Train([], "f.txt", "--store", "s", name + "=64").Model.Dimension);
    }

    [Fact]
    public void Every_alias_of_the_contract_is_taken()
    {
        var model = Train(
            [], "f.txt", "--store", "s", "--ws", "7", "--neg", "8", "-t", "1e-4", "--lr", "0.1", "--epochs", "3", "-thread", "2", "--min_count", "2").Model;
        Assert.Equal((7, 8, 1e-4, 0.1, 3, 2, 2), (model.Window, model.Negative, model.Sample, model.InitialAlpha, model.Passes, model.Threads, model.MinCount));
        Assert.Equal(4, Train([], "f.txt", "--store", "s", "--iter", "4").Model.Passes);
        Assert.Equal(4, Train([], "f.txt", "--store", "s", "--epoch", "4").Model.Passes);
    }

    [Theory]
    [InlineData("sg", 0.025)]
    [InlineData("cbow", 0.05)]
    public void The_learning_rate_depends_on_the_model_and_falls_to_a_ten_thousandth(string model, double alpha)
    {
        var options = Train([], "f.txt", "--store", "s", "--model", model).Model;
        Assert.Equal(alpha, options.InitialAlpha);
        Assert.Equal(alpha * 1e-4, options.FinalAlpha, 12);
        Assert.Equal((float)alpha, options.ToLearner().Alpha);
    }

    [Theory]
    [InlineData("word", 0.2, 0.01)]
    [InlineData("constant", 0.025, 0.01)]
    public void A_stream_starts_at_the_rate_of_its_schedule_and_stays_plastic(string schedule, double alpha, double floor)
    {
        var learner = Run([], true, "--store", "s", "--rate-schedule", schedule).Model.ToLearner();
        Assert.Equal((float)alpha, learner.Alpha);
        Assert.Equal(alpha * floor, learner.MinAlpha, 6);
    }

    [Fact]
    public void Train_refuses_standard_input_and_points_to_run()
    {
        var errors = new List<string>();
        Train(errors, "-", "--store", "s");
        Assert.Contains("streamw2v run --stdin", Assert.Single(errors));
    }

    [Fact]
    public void Run_reads_a_pipe_only_if_nothing_is_watched_or_it_is_asked_to()
    {
        Assert.True(Run([], piped: true, "--store", "s").Stream.StandardInput);
        Assert.False(Run([], piped: true, "--store", "s", "--watch", "in").Stream.StandardInput);
        Assert.True(Run([], piped: false, "--store", "s", "--watch", "in", "--stdin").Stream.StandardInput);
        var errors = new List<string>();
        Run(errors, piped: false, "--store", "s");
        Assert.Equal(["nothing to read: give --watch DIR, or pipe text into standard input"], errors);
    }

    [Fact]
    public void Run_takes_folders_times_and_sizes()
    {
        var request = Run(
            [], piped: false, "--watch", "a", "--watch", "b", "--watch", "a/", "--store", "s", "--checkpoint-every", "5m", "--fsync", "always", "--max-line", "64KiB", "--mapping", "huge");
        Assert.Equal([Path.GetFullPath("a"), Path.GetFullPath("b")], request.Stream.Watch);
        Assert.Equal(TimeSpan.FromMinutes(5), request.Stream.CheckpointEvery);
        Assert.True(request.Stream.FsyncAlways);
        Assert.Equal(65536, request.Text.MaxLine);
        Assert.Equal(MappingKind.Huge, request.Store.Mapping);
        Assert.Equal(["store", "mapping", "watch", "checkpoint-every", "fsync", "max-line"], request.Explicit.Names);
    }

    [Theory]
    [InlineData("private", MappingKind.Private)]
    [InlineData("huge", MappingKind.Huge)]
    [InlineData("shared", MappingKind.Shared)]
    public void Matrices_are_mapped_as_asked(string word, MappingKind kind) =>
        Assert.Equal(kind, Run([], piped: false, "--watch", "a", "--store", "s", "--mapping", word).Store.Mapping);

    [Theory]
    [InlineData("in/store", "in", "lies inside the watched folder")]
    [InlineData("in", "in", "lies inside the watched folder")]
    [InlineData("store", "store/in", "lies inside the store")]
    public void A_store_and_a_watched_folder_may_not_hold_each_other(string store, string watch, string expected)
    {
        var errors = new List<string>();
        Run(errors, piped: false, "--store", store, "--watch", watch);
        Assert.Contains(expected, Assert.Single(errors));
    }

    private static TrainRequest Train(List<string> errors, params string[] arguments)
    {
        return Bind(Verbs.Train, errors, new Dictionary<string, string>(), arguments, LearningRequests.Train);
    }

    private static RunRequest Run(List<string> errors, bool piped, params string[] arguments) =>
        Bind(Verbs.Run, errors, new Dictionary<string, string>(), arguments, LearningRequests.Run, piped);

    private static T Bind<T>(
        Verbs verb, List<string> errors, Dictionary<string, string> variables, string[] arguments, Func<Invocation, List<string>, T> request, bool piped = false)
    {
        var verbs = LearningVerbs.All;
        var parsed = new VerbParser(verbs).Parse(verbs.Single(command => command.Verb == verb), arguments, errors)!;
        var values = OptionResolver.Resolve([.. parsed.Options, .. EnvironmentOptions.Read(variables, errors)], 2, errors);
        var console = new TestConsole { InputIsPiped = piped };
        return request(new Invocation(console.Context(TextWriter.Null, TextWriter.Null), verb, values, parsed.Operands), errors);
    }
}

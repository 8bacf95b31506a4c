package dev.claviger.kernel.glob;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A parsed glob as a nondeterministic automaton that reads the text from its end to its start.
 *
 * <p>Reading backwards makes "what follows here" known before it is asked for, so a negation is a look into a table. Every state is
 * visited at most once per position: time is states times characters, whatever the pattern is.
 */
final class Program {

    private sealed interface State {
        record Consume(CharTest test, int next) implements State {}

        record Guard(CharTest test, int next) implements State {}

        record Unless(int negation, int next) implements State {}

        record Fork(int left, int right) implements State {}

        record Accept() implements State {}
    }

    /** One automaton: the main one, or the body of a negation. State 0 accepts. */
    private record Automaton(List<State> states, int entry, boolean toEnd) {}

    private static final int ACCEPT = 0;

    private final List<Automaton> negations = new ArrayList<>();
    private final Automaton main;

    Program(Node node) {
        main = assemble(node, true);
    }

    /** Whether the whole text matches. */
    boolean matches(String text) {
        return new Run(text).matches();
    }

    /** How many states a match of this text visits; what the time of {@link #matches} is made of. */
    long steps(String text) {
        var run = new Run(text);
        var _ = run.matches();
        return run.steps;
    }

    private Automaton assemble(Node node, boolean toEnd) {
        var states = new ArrayList<State>();
        states.add(new State.Accept());
        int entry = enter(states, node, ACCEPT);
        return new Automaton(states, entry, toEnd);
    }

    /** Adds the states that lead, right to left, through the node to {@code next}; returns where to enter. */
    private int enter(List<State> states, Node node, int next) {
        return switch (node) {
            case Node.One(CharTest test) -> add(states, new State.Consume(test, next));
            case Node.Check(CharTest test) -> add(states, new State.Guard(test, next));
            case Node.Not(Node body, boolean toEnd) -> add(states, new State.Unless(negation(body, toEnd), next));
            case Node.Sequence(List<Node> parts) -> enterAll(states, parts, next);
            case Node.Choice(List<Node> branches) -> enterOne(states, branches, next);
            case Node.Repeat(Node body, boolean atLeastOnce) -> enterLoop(states, body, atLeastOnce, next);
        };
    }

    private int negation(Node body, boolean toEnd) {
        negations.add(assemble(body, toEnd));
        return negations.size() - 1;
    }

    private int enterAll(List<State> states, List<Node> parts, int next) {
        int entry = next;
        for (Node part : parts) {
            entry = enter(states, part, entry);
        }
        return entry;
    }

    private int enterOne(List<State> states, List<Node> branches, int next) {
        int entry = enter(states, branches.getFirst(), next);
        for (Node branch : branches.subList(1, branches.size())) {
            entry = add(states, new State.Fork(entry, enter(states, branch, next)));
        }
        return entry;
    }

    private int enterLoop(List<State> states, Node body, boolean atLeastOnce, int next) {
        int loop = add(states, new State.Accept());
        int once = enter(states, body, loop);
        states.set(loop, new State.Fork(once, next));
        return atLeastOnce ? once : loop;
    }

    private static int add(List<State> states, State state) {
        states.add(state);
        return states.size() - 1;
    }

    /** One text on its way through the automata. */
    private final class Run {
        private final String text;
        private final List<BitSet> found = new ArrayList<>();
        private long steps;

        Run(String text) {
            this.text = text;
        }

        boolean matches() {
            // inner negations stand before outer ones, so the table that a state asks for is there
            for (Automaton negation : negations) {
                found.add(starts(negation));
            }
            return starts(main).get(0);
        }

        /** The positions from which the automaton matches. */
        private BitSet starts(Automaton automaton) {
            var starts = new BitSet(text.length() + 1);
            var here = new Front(automaton.states());
            here.moveTo(text.length());
            here.reach(automaton.entry());
            starts.set(text.length(), here.accepts());
            for (int position = text.length() - 1; position >= 0; position--) {
                here.moveTo(position);
                if (!automaton.toEnd()) {
                    here.reach(automaton.entry());
                }
                starts.set(position, here.accepts());
            }
            return starts;
        }

        /** The states that are alive at one position. */
        private final class Front {
            private final List<State> states;
            private final BitSet reached;
            private final int[] waiting;
            private List<State.Consume> hungry = new ArrayList<>();
            private int position;

            Front(List<State> states) {
                this.states = states;
                this.reached = new BitSet(states.size());
                this.waiting = new int[states.size()];
            }

            boolean accepts() {
                return reached.get(ACCEPT);
            }

            void moveTo(int next) {
                position = next;
                var fed = hungry;
                hungry = new ArrayList<>();
                reached.clear();
                for (State.Consume state : fed) {
                    if (state.test().at(text, position)) {
                        reach(state.next());
                    }
                }
            }

            /** Follows everything that consumes nothing. A state waits at most once per position. */
            void reach(int entry) {
                int count = push(0, entry);
                while (count > 0) {
                    steps++;
                    count = follow(states.get(waiting[count - 1]), count - 1);
                }
            }

            private int follow(State state, int count) {
                return switch (state) {
                    case State.Accept() -> count;
                    case State.Fork(int left, int right) -> push(push(count, left), right);
                    case State.Guard(CharTest test, int next) -> test.at(text, position) ? push(count, next) : count;
                    case State.Unless(int negation, int next) ->
                        found.get(negation).get(position) ? count : push(count, next);
                    case State.Consume consume -> {
                        hungry.add(consume);
                        yield count;
                    }
                };
            }

            private int push(int count, int state) {
                if (reached.get(state)) {
                    return count;
                }
                reached.set(state);
                waiting[count] = state;
                return count + 1;
            }
        }
    }
}
